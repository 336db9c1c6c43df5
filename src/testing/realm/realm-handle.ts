import { scenariosOf } from '../scenarios/scenarios.ts'
import { type Call, queryOf, segment } from '../wire/call.ts'
import type { Wire } from '../wire/wire.ts'
import { clientsAt } from './clients.ts'
import { faultsOf } from './faults.ts'
import { journalOf, onOf } from './journal.ts'
import type { Authorized, Realm, RealmDescription, RealmSnapshot } from './realm.ts'
import type {
  ClaimsOfTest,
  NewKey,
  RealmCookie,
  RealmKey,
  RealmSession,
  Records,
  TokensMeant,
} from './records.ts'
import { usersAt } from './users.ts'

/** A handle for the realm that `described` names. */
export function createRealmHandle({ call, listen }: Wire, described: RealmDescription): Realm {
  const at = `/realms/${segment(described.id)}`
  const realm: Realm = {
    ...described,
    users: { ...recordsOf(call, `${at}/users`), ...usersAt(call, `${at}/users`) },
    clients: { ...recordsOf(call, `${at}/clients`), ...clientsAt(call, `${at}/clients`) },
    logins: loginsOf(call, at),
    tokens: tokensOf(call, at),
    faults: faultsOf(call, at),
    scenarios: scenariosOf(call, at, () => realm),
    clock: clockOf(call, at),
    sessions: sessionsOf(call, at),
    keys: keysOf(call, at),
    journal: journalOf(call, at),
    on: onOf(listen, at),
    authorize: async (params, as) =>
      (await call('POST', `${at}/authorize`, { params, as })) as Authorized,
    snapshot: async () => (await call('GET', `${at}/snapshot`)) as RealmSnapshot,
    async restore(snapshot) {
      await call('PUT', `${at}/snapshot`, snapshot)
    },
    async reset() {
      await call('POST', `${at}/reset`)
    },
  }
  return realm
}

// what the server answers has these shapes: the OpenAPI document is made from them

function recordsOf<New, Shown>(call: Call, at: string): Records<New, Shown> {
  const one = (id: string) => `${at}/${segment(id)}`
  return {
    add: async (record) => (await call('POST', at, record)) as Shown,
    get: async (id) => (await call('GET', one(id))) as Shown,
    update: async (id, change) => (await call('PATCH', one(id), change)) as Shown,
    async remove(id) {
      await call('DELETE', one(id))
    },
    list: async () => (await call('GET', at)) as readonly Shown[],
  }
}

const loginsOf = (call: Call, at: string): Realm['logins'] => ({
  async next(answer, match = {}) {
    await call('POST', `${at}/logins/next`, { answer, match })
  },
  async always(answer, match = {}) {
    if (answer === undefined) await call('DELETE', `${at}/logins/always`)
    else await call('PUT', `${at}/logins/always`, { answer, match })
  },
})

const ended = (answer: unknown): number => (answer as { readonly ended: number }).ended

const tokensOf = (call: Call, at: string): Realm['tokens'] => ({
  issue: async (order = {}) =>
    (await call('POST', `${at}/tokens`, order)) as {
      readonly token: string
      readonly claims: ClaimsOfTest
    },
  expire: async (meant) => ended(await call('POST', `${at}/tokens/expire`, meantBy(meant))),
  revoke: async (meant) => ended(await call('POST', `${at}/tokens/revoke`, meantBy(meant))),
})

const meantBy = (meant: TokensMeant | string = {}): TokensMeant =>
  typeof meant === 'string' ? { token: meant } : meant

function clockOf(call: Call, at: string): Realm['clock'] {
  const now = (answer: unknown): number => (answer as { readonly now: number }).now
  const instant = (time: number | string | Date) => (time instanceof Date ? time.getTime() : time)
  const put = async (setting: object) => now(await call('PUT', `${at}/clock`, setting))
  return {
    now: async () => now(await call('GET', `${at}/clock`)),
    set: (time) => put({ now: instant(time) }),
    advance: async (by) => now(await call('POST', `${at}/clock/advance`, { by })),
    freeze: (time) => put({ frozen: true, ...(time !== undefined && { now: instant(time) }) }),
    skew: (by) => put({ skew: by }),
    reset: async () => now(await call('DELETE', `${at}/clock`)),
  }
}

const sessionsOf = (call: Call, at: string): Realm['sessions'] => ({
  list: async (meant = {}) =>
    (await call('GET', `${at}/sessions${queryOf(meant)}`)) as readonly RealmSession[],
  end: async (meant = {}) => ended(await call('DELETE', `${at}/sessions${queryOf(meant)}`)),
  async cookiesFor(user) {
    const { cookies } = (await call('POST', `${at}/sessions`, { user })) as {
      readonly cookies: readonly RealmCookie[]
    }
    return cookies
  },
})

function keyIn(key: NewKey): NewKey {
  if (typeof key === 'string') return { pem: key }
  return 'kty' in Object(key) ? { jwk: Object(key) } : key
}

const keysOf = (call: Call, at: string): Realm['keys'] => ({
  list: async () => (await call('GET', `${at}/keys`)) as readonly RealmKey[],
  rotate: async (options = {}) =>
    (await call('POST', `${at}/keys/rotate`, options)) as readonly RealmKey[],
  add: async (key) => (await call('POST', `${at}/keys`, keyIn(key))) as readonly RealmKey[],
  async retire(kid) {
    await call('DELETE', `${at}/keys/${segment(kid)}`)
  },
})
