import type { ClaimValue, User } from '../../protocol/user.ts'
import type { ScopeCatalogue } from '../../protocol/userinfo/claims.ts'

/** The claims that stand for what a scope of OpenID Connect opens; of any other scope all do. */
const telling: ReadonlyMap<string, readonly string[]> = new Map([
  ['profile', ['name']],
  ['email', ['email']],
  ['address', ['address']],
  ['phone', ['phone_number']],
])

/** More values than this, or longer ones (characters), are for the app and not for a page. */
const most = { values: 5, length: 120 }

/** What an app would read of `user` by a scope, as far as it helps to decide. */
export function valuesOf(scope: string, user: User, catalogue: ScopeCatalogue): readonly string[] {
  if (scope === 'openid') return [user.sub]
  const names = telling.get(scope) ?? catalogue.get(scope)?.claims ?? []
  return names
    .flatMap((name) => (Object.hasOwn(user.claims, name) ? textsIn(user.claims[name]) : []))
    .slice(0, most.values)
    .map((text) => (text.length > most.length ? `${text.slice(0, most.length)}…` : text))
}

function textsIn(value: ClaimValue | undefined): readonly string[] {
  if (typeof value === 'string') return [value.replaceAll('\n', ', ')]
  if (typeof value !== 'object') return []
  if (Array.isArray(value)) return value.filter((item) => typeof item === 'string')
  return 'formatted' in value ? textsIn(value['formatted']) : []
}
