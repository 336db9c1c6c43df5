import type { Gone } from '../forms/awaited-forms.ts'
import type { Browser } from '../forms/browser.ts'
import type { Interactions } from './interactions.ts'
import type { RequestOutcome, Resume } from './resume.ts'

/**
 * Begins a request again of which a step is gone: by the id of that step, so that nothing of what
 * the request sent is written into a page or an address.
 */
export type Restart = (id: string, browser: Browser) => Promise<Gone | RequestOutcome>

interface Needs {
  readonly interactions: Interactions
  readonly resume: Resume
}

export function createRestart({ interactions, resume }: Needs): Restart {
  return async (id, browser) => {
    const found = await interactions.restart(id, browser.binding)
    return found.kind === 'gone' ? found : resume(found.interaction, browser)
  }
}
