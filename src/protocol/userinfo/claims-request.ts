/**
 * The `claims` parameter (OIDC Core §5.5): which single claims are asked for, and where.
 *
 * @module
 */

export interface ClaimsRequest {
  readonly idToken: ReadonlySet<string>
  readonly userinfo: ReadonlySet<string>
  /** Never asked for by a request: the claims that every access token of its client carries. */
  readonly accessToken: ReadonlySet<string>
  /** The values of `acr` asked for in the ID Token, in order of preference. */
  readonly acrValues: readonly string[]
  /** The one user who may be answered for (OIDC Core §5.5.1). */
  readonly sub: string | undefined
}

export const noClaims: ClaimsRequest = {
  idToken: new Set(),
  userinfo: new Set(),
  accessToken: new Set(),
  acrValues: [],
  sub: undefined,
}

/** Characters: more than any app asks for. */
export const claimsLimit = 4096
const maxDepth = 16
const maxClaims = 64
/** Later ones are the least wanted, and a request is kept while its user makes up their mind. */
export const maxValues = 16

/**
 * Reads the parameter; undefined when it is not what OIDC Core §5.5 describes: a JSON object whose
 * `id_token` and `userinfo` members are objects. Members that are not known are ignored, and so are
 * claims by a name that no user can have.
 */
export function parseClaimsRequest(text: string): ClaimsRequest | undefined {
  const value = text.length > claimsLimit ? undefined : parseObject(text)
  if (value === undefined) return undefined
  const idToken = membersOf(value['id_token'])
  const userinfo = membersOf(value['userinfo'])
  if (idToken === undefined || userinfo === undefined) return undefined
  if (idToken.size + userinfo.size > maxClaims) return undefined
  return {
    idToken: new Set(idToken.keys()),
    userinfo: new Set(userinfo.keys()),
    accessToken: new Set(),
    acrValues: valuesOf(idToken.get('acr')),
    sub: valuesOf(idToken.get('sub'))[0],
  }
}

/** Whether a user can have a claim of that name: the consent page shows no other text. */
export function isClaimName(name: string): boolean {
  return /^[\x21-\x7e]{1,256}$/.test(name)
}

type JsonObject = Readonly<Record<string, unknown>>

function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text, refuseProto)
    return isObject(value) && isShallow(value, maxDepth) ? value : undefined
  } catch {
    return undefined
  }
}

/** `__proto__` is never a claim: text that holds it is hostile, so it is refused as a whole. */
function refuseProto(key: string, value: unknown): unknown {
  if (key === '__proto__') throw new Error('a member that no claim has')
  return value
}

function isShallow(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  return depth > 0 && Object.values(value).every((member) => isShallow(member, depth - 1))
}

function membersOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (value === undefined || value === null) return new Map()
  if (!isObject(value)) return undefined
  const members = new Map(Object.entries(value))
  const wellFormed = [...members.values()].every((member) => member === null || isObject(member))
  return wellFormed ? new Map([...members].filter(([name]) => isClaimName(name))) : undefined
}

function valuesOf(member: unknown): readonly string[] {
  if (!isObject(member)) return []
  const { value, values } = member as { value?: unknown; values?: unknown }
  const listed = Array.isArray(values) ? values : [value]
  return listed.slice(0, maxValues).filter((one) => typeof one === 'string')
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
