import { hashOf } from '../../protocol/token/refresh-token.ts'
import type { Ties } from './logins.ts'

type Members = Readonly<Record<string, unknown>>

/** What one exchange gives and another brings. */
const passedOn = [
  ...['code', 'access_token', 'id_token', 'id_token_hint', 'refresh_token', 'token', 'request_uri'],
  ...['presented', 'sid'],
]

interface Whole {
  /** Of the request. */
  readonly target: string
  /** Of the answer. */
  readonly location: string | undefined
  readonly asked: Members
  readonly answered: Members
  readonly tokens: readonly { readonly claims: Members }[]
  /** The names of sessions that events told of. */
  readonly sids: readonly string[]
  /** The session of a browser, as it brings it and as it is given one. */
  readonly sessions: { readonly brought: string | undefined; readonly given: string | undefined }
}

/** What joins an exchange to others, as digests. */
export function tiesOf({ asked, answered, tokens, sids, sessions, ...at }: Whole): Ties {
  const values = [asked, answered].flatMap((members) => passedOn.map((name) => members[name]))
  const named = tokens.map(({ claims }) => claims['sid'])
  const steps = [at.target, at.location].map(stepIn)
  const strong = [...values, ...named, ...sids, ...steps, sessions.given]
  return { strong: digests(strong), weak: digests([sessions.brought]) }
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
