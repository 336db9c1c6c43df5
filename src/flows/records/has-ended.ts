import type { Store } from '../../ports/store.ts'
import {
  type GivenAt,
  isSignedOutSince,
  isWithdrawn,
  signOutId,
  withdrawalId,
} from '../../protocol/account/withdrawal.ts'

/** Whether the user of what was given has ended it: by signing out, or by taking it back. */
export type HasEnded = (given: GivenAt) => Promise<'signed-out' | 'withdrawn' | undefined>

interface Needs {
  readonly endedSessions: Store<true>
  readonly withdrawals: Store<number>
}

export function createHasEnded({ endedSessions, withdrawals }: Needs): HasEnded {
  const isSignedOut = async (sid: string, { sub, at }: GivenAt): Promise<boolean> =>
    (await endedSessions.find(sid)) !== undefined ||
    isSignedOutSince(at, await withdrawals.find(signOutId(sub)))

  return async (given) => {
    const { sub, clientId, sid } = given
    if (sid !== undefined) {
      endedSessions.expect?.(sid)
      withdrawals.expect?.(signOutId(sub))
    }
    withdrawals.expect?.(withdrawalId(sub, clientId))
    if (sid !== undefined && (await isSignedOut(sid, given))) return 'signed-out'
    const withdrawnAt = await withdrawals.find(withdrawalId(sub, clientId))
    return isWithdrawn(given, withdrawnAt) ? 'withdrawn' : undefined
  }
}
