/**
 * What of an exchange is good for whoever has it: codes and tokens.
 *
 * @module
 */

import { type KeptRequest, readNames, tokenOf } from './read-asked.ts'
import { type KeptReply, readSent } from './read-reply.ts'

type Members = Readonly<Record<string, unknown>>

const names = [
  ...['code', 'access_token', 'refresh_token', 'id_token', 'id_token_hint', 'token'],
  ...['subject_token', 'logout_token', 'response', 'request_uri'],
]

/** Characters; ours are longer, and what is shorter is a word that may stand anywhere. */
const shortest = 16

/** Codes and tokens as they were sent, in the request and in the answer where there is one. */
export function bearersOf(asked: KeptRequest, reply?: KeptReply): readonly string[] {
  const { sent } = readNames(asked)
  const answered = reply === undefined ? {} : readSent(reply).parameters
  const values = [sent, answered].flatMap((members: Members) => names.map((name) => members[name]))
  const texts = [...values, tokenOf(sent)].filter((value) => typeof value === 'string')
  return [...new Set(texts)].filter((text) => text.length >= shortest)
}
