/**
 * What tests have planned of a realm, the same on every replica: its clock, its faults, its logins, and whose tokens
 * count. Each replica has all of it in memory, reads before a request what others have changed, and writes what
 * it changes itself if nobody else has meanwhile.
 *
 * @module
 */

import type { SharedSecret } from '../ports/shared-secret.ts'
import { StoreUnavailableError } from '../protocol/unavailable/store-unavailable.ts'

/** Plain data. */
export interface Shared<State> {
  state(): State
  restore(state: State): void
}

export interface Sharing {
  /** Takes over what replicas have changed. */
  meet(): Promise<void>
  /** Changes it for all. `act` is done once more, on what is there by then, where another was ahead. */
  change<Result>(act: () => Result): Promise<Result>
}

/** Where there is one process alone. */
export const unshared: Sharing = {
  meet: async () => {},
  change: async (act) => act(),
}

/** How often a change is tried that other replicas get ahead of. */
const mostTries = 50

interface Needs<State> {
  readonly text: SharedSecret
  readonly own: Shared<State>
  /** Whether what is there is of a life that is over: the first to come puts its own there. */
  readonly isAnew: boolean
}

export function createSharing<State>(needs: Needs<State>): Sharing {
  const { adopt, tryChange } = createDocument(needs)
  const inLine = createLine()
  let waiting: Promise<void> | undefined
  return {
    meet() {
      waiting ??= inLine(() => {
        waiting = undefined
        return untilDone(adopt)
      })
      return waiting
    },
    change: (act) =>
      inLine(() =>
        untilDone(async () => {
          await untilDone(adopt)
          return tryChange(act)
        }),
      ),
  }
}

type Done<Result> = { readonly result: Result } | undefined

/** Undefined where another replica was ahead. */
type Try<Result> = () => Promise<Done<Result>>

async function untilDone<Result>(once: Try<Result>): Promise<Result> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const done = await once()
    if (done !== undefined) return done.result
  }
  throw new StoreUnavailableError('what tests have planned changes all the time')
}

function createDocument<State>({ text, own, isAnew }: Needs<State>) {
  let known: string | undefined
  let overwrites = isAnew
  const written = (): string => JSON.stringify(own.state())
  // as written() has it
  const read = (found: string): void => own.restore(JSON.parse(found) as State)
  const put = async (before: string | undefined, next: string): Promise<boolean> => {
    const isPut = next === before || (await text.replace(before, next))
    // What was changed here in vain is undone by what is there.
    known = isPut ? next : undefined
    return isPut
  }
  return {
    async adopt(): Promise<Done<void>> {
      const found = await text.read()
      if (found === undefined || overwrites) {
        if (!(await put(found, written()))) return undefined
        overwrites = false
      } else if (found !== known) {
        read(found)
        known = found
      }
      return { result: undefined }
    },
    async tryChange<Result>(act: () => Result): Promise<Done<Result>> {
      const before = known
      try {
        const result = act()
        return (await put(before, written())) ? { result } : undefined
      } catch (error) {
        if (before !== undefined) read(before)
        throw error
      }
    },
  }
}

function createLine() {
  let last: Promise<unknown> = Promise.resolve()
  return <Result>(act: () => Promise<Result>): Promise<Result> => {
    const mine = last.then(act, act)
    last = mine.catch(() => {})
    return mine
  }
}
