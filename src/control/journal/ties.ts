import { hashOf } from '../../protocol/token/refresh-token.ts'
import type { SeenToken } from './exchange.ts'
import type { Ties } from './logins.ts'
import type { RawRequest } from './reading/read-asked.ts'
import type { RawReply } from './reading/read-reply.ts'

type Members = Readonly<Record<string, unknown>>

/** What one exchange gives and another brings. */
const passedOn = [
  ...['code', 'access_token', 'id_token', 'id_token_hint', 'refresh_token', 'token', 'request_uri'],
  ...['presented', 'sid'],
]

interface Whole {
  readonly raw: RawRequest
  readonly asked: Members
  readonly reply: RawReply
  readonly answered: Members
  readonly tokens: readonly SeenToken[]
  /** The names of sessions that events told of. */
  readonly sids: readonly string[]
}

/** What joins an exchange to others, as digests. */
export function tiesOf({ raw, asked, reply, answered, tokens, sids }: Whole): Ties {
  const values = [asked, answered].flatMap((members) => passedOn.map((name) => members[name]))
  const named = tokens.map(({ claims }) => claims['sid'])
  const { location, 'set-cookie': setCookie } = reply.headers
  const steps = [raw.target, location].map(stepIn)
  const strong = [...values, ...named, ...sids, ...steps, sessionIn(setCookie)]
  const weak = sessionIn(raw.headers['cookie'])
  return { strong: digests(strong), weak: digests([weak]) }
}

const digests = (values: readonly unknown[]): readonly string[] => {
  const texts = values.filter((value) => typeof value === 'string' && value !== '')
  return [...new Set(texts as readonly string[])].map(hashOf)
}

/** The id of the step that an address of ours leads to; ids are long, words are not. */
function stepIn(address: unknown): string | undefined {
  if (typeof address !== 'string') return undefined
  return /\/(?:login|choose-account|consent|again|logout)\/([\w-]{16,})(?:[?#]|$)/.exec(
    address,
  )?.[1]
}

/** The session of a browser, in a Cookie or a Set-Cookie header. */
function sessionIn(header: unknown): string | undefined {
  const texts = [header].flat().filter((text) => typeof text === 'string')
  for (const text of texts) {
    const [, secret] = /(?:^|; *)(?:__Host-)?fragrant_session[^=;]*=([\w-]+)/.exec(text) ?? []
    if (secret !== undefined) return secret
  }
  return undefined
}
