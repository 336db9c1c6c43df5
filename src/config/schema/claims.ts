/**
 * What a configuration may say about a user.
 *
 * @module
 */

import { standardScopes } from '../../protocol/scope.ts'
import type { ClaimValue } from '../../protocol/user.ts'
import { reservedClaims } from '../../protocol/userinfo/claims.ts'
import { isClaimName } from '../../protocol/userinfo/claims-request.ts'

const flags = new Set(['email_verified', 'phone_number_verified'])

const standard = new Set(standardScopes.flatMap(({ claims }) => claims))

/** JSON deeper than this is refused. */
const deepest = 8

/** Why `claims` may not hold `value` as `name`, completing "It …"; undefined when it may. */
export function claimProblem(name: string, value: unknown): string | undefined {
  if (reservedClaims.has(name)) return 'must be left out: the server sets it'
  if (!isClaimName(name)) return 'must have a name in printable ASCII'
  if (!isClaimValue(value)) {
    return 'must be text, a number, true, false, a list or an object, with no null and no empty text in it: leave out what is not known'
  }
  return standard.has(name) ? standardProblem(name, value) : undefined
}

/** The claims of OIDC Core §5.1 have a type each. */
function standardProblem(name: string, value: ClaimValue): string | undefined {
  if (flags.has(name)) return typeof value === 'boolean' ? undefined : 'must be true or false'
  if (name === 'updated_at') {
    return typeof value === 'number' ? undefined : 'must be a number: seconds since 1970'
  }
  if (name === 'address') return isAddress(value) ? undefined : 'must be an object of texts'
  return typeof value === 'string' ? undefined : 'must be text: put it in quotes'
}

function isAddress(value: ClaimValue): boolean {
  if (typeof value !== 'object' || Array.isArray(value)) return false
  return Object.values(value).every((member) => typeof member === 'string')
}

function isClaimValue(value: unknown, depth = 0): value is ClaimValue {
  if (typeof value === 'string') return value !== ''
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value === 'boolean') return true
  if (typeof value !== 'object' || value === null || depth === deepest) return false
  return Object.values(value).every((member) => isClaimValue(member, depth + 1))
}
