import type { Grant } from './grant.ts'

/**
 * The `acr` of an ID Token: the first of the requested values that this server can state, else its
 * usual one; none when none was asked for. It is a voluntary claim, so a value that cannot be
 * stated is no error (OIDC Core §3.1.2.1, §5.5.1.1).
 */
export function acrFor(
  { acrValues, claims }: Grant,
  supported: readonly string[],
): string | undefined {
  if (acrValues.length === 0 && !claims.idToken.has('acr')) return undefined
  return acrValues.find((value) => supported.includes(value)) ?? supported[0]
}
