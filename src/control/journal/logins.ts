/**
 * Which exchanges belong to one login: those that a code, a token, a session or a page leads from one
 * to the next. Of all of them a digest is remembered, and no secret.
 *
 * @module
 */

/** What joins exchanges, as text of any kind. */
export interface Ties {
  /** Whatever this exchange has in common with others is of the same login. */
  readonly strong: readonly string[]
  /** Counts only where there is nothing strong: a browser may have a session and begin another. */
  readonly weak: readonly string[]
}

export interface Login {
  readonly number: number
  /** The one that it has turned out to be. */
  same: Login | undefined
}

export interface Logins {
  /** The login that an exchange with these ties belongs to. */
  join(ties: Ties): Login | undefined
  forget(): void
  state(): LoginsState
  restore(state: LoginsState): void
}

export type LoginsState = readonly (readonly [tie: string, login: Login])[]

/** Of more ties than these, those that were used longest ago are forgotten. */
const most = 20_000

export function createLogins(): Logins {
  const known = new Map<string, Login>()
  // one for all: to begin anew would pass by all that has gone since
  const oldest = known.keys()
  let count = 0

  const lookUp = (tie: string): Login | undefined => {
    const login = known.get(tie)
    return login && rootOf(login)
  }
  const remember = (tie: string, login: Login): void => {
    known.delete(tie)
    known.set(tie, login)
    if (known.size > most) known.delete(oldest.next().value ?? '')
  }
  const begin = (): Login => {
    count += 1
    return { number: count, same: undefined }
  }

  return {
    join({ strong, weak }) {
      if (strong.length === 0) return weak.map(lookUp).find((login) => login !== undefined)
      const found = strong.map(lookUp).filter((login) => login !== undefined)
      const login = found.length === 0 ? begin() : found.reduce(older)
      for (const other of found) if (other !== login) other.same = login
      for (const tie of strong) remember(tie, login)
      return login
    },
    forget: () => known.clear(),
    state: () => [...known],
    restore(state) {
      known.clear()
      for (const [tie, login] of state) known.set(tie, login)
    },
  }
}

const older = (one: Login, other: Login): Login => (one.number <= other.number ? one : other)

function rootOf(login: Login): Login {
  let root = login
  while (root.same !== undefined) root = root.same
  return root
}

/** How a login is called. */
export const nameOf = (login: Login | undefined): string | undefined =>
  login && `l${rootOf(login).number}`
