/**
 * What this server reads of an access token, and what each claim must be for that: a signature says
 * who wrote a token, and not that it makes sense.
 *
 * @module
 */

type Claims = Readonly<Record<string, unknown>>

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
const isNumber = (value: unknown): value is number => typeof value === 'number'
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText)

/** In the order in which they are looked at (RFC 9068 §2.2, RFC 7519 §4.1). */
const readClaims = {
  sub: { must: 'be text', holds: isText },
  aud: { must: 'be text, or a list of text', holds: (aud) => isText(aud) || isTexts(aud) },
  client_id: { must: 'be text', holds: isText },
  scope: { must: 'be text', holds: (scope) => typeof scope === 'string' },
  iat: { must: 'be a number of seconds', holds: isNumber },
  exp: { must: 'be a number of seconds', holds: isNumber },
  nbf: { must: 'be a number of seconds', holds: isNumber, mayLack: true },
  jti: { must: 'be text', holds: isText },
  sid: { must: 'be text', holds: isText, mayLack: true },
  auth_time: { must: 'be a number of seconds', holds: isNumber, mayLack: true },
  cnf: {
    must: 'be an object with the text jkt',
    holds: (cnf) => isText(Object(cnf).jkt),
    mayLack: true,
  },
  userinfo_claims: { must: 'be a list of text', holds: isTexts, mayLack: true },
} as const satisfies Readonly<
  Record<
    string,
    {
      readonly must: string
      readonly holds: (value: unknown) => boolean
      readonly mayLack?: true
    }
  >
>

/** A claim that is not what it must be. */
export type UnfitClaim = `claim ${keyof typeof readClaims}`

const rows = Object.entries(readClaims).map(([name, rule]) => ({
  ...{ name, holds: rule.holds, mayLack: 'mayLack' in rule },
  // each name is one of the above
  unfit: `claim ${name}` as UnfitClaim,
  sentence: `Its claim ${name} must ${rule.must}.`,
}))

/** The first that is not what it must be. */
export const unfitClaim = (claims: Claims): UnfitClaim | undefined =>
  rows.find(({ name, holds, mayLack }) => {
    const value = claims[name]
    return value === undefined ? !mayLack : !holds(value)
  })?.unfit

const sentences: ReadonlyMap<string, string> = new Map(
  rows.map(({ unfit, sentence }) => [unfit, sentence]),
)

/** What is wrong, for the developer of a client; undefined for what is no claim. */
export const sentenceOfUnfit = (why: string): string | undefined => sentences.get(why)
