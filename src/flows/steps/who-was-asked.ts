import type { Interaction } from '../../protocol/authorize/interaction.ts'
import type { Browser } from '../forms/browser.ts'
import type { CurrentSession, ReadCurrentSession } from '../session/current-session.ts'

/**
 * The session whose user a step was shown to, if it is still they who answer: in the meantime
 * somebody else may have signed in, in another tab.
 */
export type WhoWasAsked = (
  interaction: Interaction,
  browser: Browser,
) => Promise<CurrentSession | undefined>

export function createWhoWasAsked(currentSession: ReadCurrentSession): WhoWasAsked {
  return async ({ sid, request }, { sessionId }) => {
    const current = await currentSession(sessionId, request.client)
    return current?.session.sid === sid ? current : undefined
  }
}
