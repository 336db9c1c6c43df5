/** Longer text says nothing that its length does not. */
const longest = 60

/** Members whose values may open something. */
const ofSecrets = /secret|password|assertion|pem|jwk|^token$/i

/**
 * What was sent as a member, such as `"abc" was sent`; undefined where it is nobody's business.
 *
 * @param path to the member in `whole`.
 */
export function sentWords(whole: unknown, path: readonly PropertyKey[]): string | undefined {
  const value = path.reduce<unknown>(memberOf, whole)
  const isSecret = path.some((step) => ofSecrets.test(String(step)))
  return isSecret && typeof value === 'string' ? undefined : `${wordsOf(value)} was sent`
}

function memberOf(value: unknown, step: PropertyKey): unknown {
  const object = Object(value) as Readonly<Record<PropertyKey, unknown>>
  return Object.hasOwn(object, step) ? object[step] : undefined
}

function wordsOf(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (typeof value === 'string') {
    return value.length > longest ? `text of ${value.length} characters` : JSON.stringify(value)
  }
  if (Array.isArray(value))
    return value.length === 0 ? 'an empty list' : `a list of ${value.length}`
  if (typeof value !== 'object' || value === null) return String(value)
  const names = Object.keys(value).join(', ')
  if (names === '') return 'an empty object'
  return names.length > longest ? 'an object' : `an object with ${names}`
}
