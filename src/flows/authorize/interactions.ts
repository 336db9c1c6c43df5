/**
 * Interactions: one step of a request that waits for its user, for one browser and one use.
 *
 * @module
 */

import {
  type Interaction,
  type KeptInteraction,
  keptOf,
  nothingDone,
  type Pending,
  type Step,
} from '../../protocol/authorize/interaction.ts'
import { type AwaitedForms, type FoundForm, type Gone, gone } from '../forms/awaited-forms.ts'
import type { JudgeAgain } from './judge-again.ts'

export type Found = { readonly kind: 'found'; readonly interaction: Interaction } | Gone

/** What a browser brings to a step. */
export interface Visit {
  readonly id: string
  readonly step: Step
  /** The value of its binding cookie. */
  readonly browser: string | undefined
}

export interface Interactions {
  open(pending: Pending, step: Step, browser: string, sid: string | undefined): Promise<Interaction>
  find(visit: Visit): Promise<Found>
  /** Checks that a form came from our page; does not use the step up. */
  check(visit: Visit, csrf: string | undefined): Promise<Found>
  /** Uses the step up: of many callers one gets it. */
  spend(interaction: Interaction): Promise<Found>
  /** The request of a step, done or not, as it was before its first step. */
  restart(id: string, browser: string | undefined): Promise<Found>
}

interface Needs {
  readonly forms: AwaitedForms<KeptInteraction>
  readonly judgeAgain: JudgeAgain
}

export function createInteractions({ forms, judgeAgain }: Needs): Interactions {
  const judged = async (found: FoundForm<KeptInteraction>): Promise<Found> => {
    if (found.kind === 'gone') return found
    const pending = await judgeAgain(found.form)
    if (typeof pending === 'string') return gone(pending, found.form.uiLocales)
    return { kind: 'found', interaction: { ...found.form, ...pending } }
  }

  /** The step that is meant; under the address of another one it is not there. */
  const ofStep = (
    { id, step }: Visit,
    found: FoundForm<KeptInteraction>,
  ): FoundForm<KeptInteraction> => {
    if (found.kind === 'found') return found.form.step === step ? found : gone('unknown')
    const mayStartAgain = found.why === 'used' || found.why === 'expired'
    return mayStartAgain ? { ...found, again: id } : found
  }

  return {
    async open(pending, step, browser, sid) {
      const form = await forms.open({ ...keptOf(pending), step, sid }, browser, pending.uiLocales)
      // One by one: what comes from the step before has an id and a use of its own.
      const { request, to, done, sent, hint, fromAnotherSite } = pending
      return { ...form, request, to, done, sent, hint, fromAnotherSite }
    },

    find: async (visit) => judged(ofStep(visit, await forms.find(visit.id, visit.browser))),

    check: async (visit, csrf) =>
      judged(ofStep(visit, await forms.check(visit.id, visit.browser, csrf))),

    spend: async ({ id, step, browser }) =>
      judged(ofStep({ id, step, browser }, await forms.spend(id))),

    async restart(id, browser) {
      const found = await forms.recall(id, browser)
      if (found.kind === 'gone') return found
      return judged({ kind: 'found', form: { ...found.form, done: nothingDone } })
    },
  }
}
