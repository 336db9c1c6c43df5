/**
 * What the account page of a user lists: their sessions and the apps that they have let in.
 *
 * @module
 */

/** An app as its user has let it in, by whatever way. */
export interface LetIn {
  readonly clientId: string
  /** All that it was given: scopes, and single claims as `claim:name`. */
  readonly grants: readonly string[]
  /** The keys of what was approved for good. */
  readonly consents: readonly string[]
  /** Epoch seconds of the first answer and of about the last one. */
  readonly since: number
  readonly lastAt: number
}

/** Where the records of one user lie, newest last. */
export interface Account {
  readonly sessions: readonly { readonly id: string; readonly expiresAt: number }[]
  readonly apps: readonly LetIn[]
}

export const noAccount: Account = { sessions: [], apps: [] }

/** The most of each that is listed; a user of more loses sight of what is oldest. */
export const mostListed = 100

/** The most ways of one app: an app on loopback has one for each of its origins. */
const mostConsents = 10

interface Begun {
  readonly id: string
  readonly expiresAt: number
  /** The session that it takes the place of. */
  readonly before: string | undefined
  readonly now: number
}

export function withSession(account: Account, { id, expiresAt, before, now }: Begun): Account {
  const others = account.sessions.filter((one) => one.id !== before && one.expiresAt > now)
  return { ...account, sessions: [...others, { id, expiresAt }].slice(-mostListed) }
}

export interface Answered {
  readonly clientId: string
  readonly grants: readonly string[]
  /** The key of what the user may have approved for good. */
  readonly consent: string
  readonly now: number
}

export function withAnswer(account: Account, answered: Answered): Account {
  const { clientId, grants, consent, now } = answered
  const before = account.apps.find((app) => app.clientId === clientId)
  const app: LetIn = {
    clientId,
    grants: union(before?.grants, grants),
    consents: union(before?.consents, [consent]).slice(-mostConsents),
    since: before?.since ?? now,
    lastAt: now,
  }
  const others = account.apps.filter((one) => one !== before)
  return { ...account, apps: [...others, app].slice(-mostListed) }
}

export const withoutApp = (account: Account, clientId: string): Account => ({
  ...account,
  apps: account.apps.filter((app) => app.clientId !== clientId),
})

/** An answer is noted at most this often (seconds) when it says nothing new, for it costs a write. */
const noteEvery = 60

/** Whether an account says all that an answer tells. */
export function knowsAnswer(
  account: Account,
  { clientId, grants, consent, now }: Answered,
): boolean {
  const app = account.apps.find((one) => one.clientId === clientId)
  return (
    app !== undefined &&
    now - app.lastAt < noteEvery &&
    app.consents.includes(consent) &&
    grants.every((grant) => app.grants.includes(grant))
  )
}

const union = (before: readonly string[] = [], more: readonly string[]): readonly string[] => [
  ...new Set([...before, ...more]),
]
