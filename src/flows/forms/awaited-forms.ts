/**
 * Forms of ours that wait for their user, each for one browser and one use: the steps of a request,
 * and the question whether to sign out.
 *
 * @module
 */

import type { Clock } from '../../ports/clock.ts'
import type { Entropy } from '../../ports/entropy.ts'
import type { GroupedStore } from '../../ports/store.ts'
import type { AwaitedForm } from '../../protocol/awaited-form.ts'
import { languageOfLocales } from '../../protocol/language.ts'
import { sameSecret } from '../../protocol/secrets.ts'
import { isAhead } from '../../protocol/time.ts'

/** Why a form can no longer be answered. */
export interface Gone {
  readonly kind: 'gone'
  readonly why:
    | 'unknown'
    | 'another-browser'
    | 'forged'
    | 'expired'
    | 'used'
    /** What it is about may not go on, for a registration has changed. */
    | 'withdrawn'
    /** The app that it is about is not known any more: it was taken out, or has made room for another. */
    | 'forgotten'
  /** The id under which its request can be started again. */
  readonly again: string | undefined
  /** The language that its request asked for, where that is known. */
  readonly uiLocales: string | undefined
}

export const gone = (why: Gone['why'], uiLocales?: string): Gone => ({
  kind: 'gone',
  why,
  again: undefined,
  uiLocales,
})

export type FoundForm<Form> = { readonly kind: 'found'; readonly form: Form } | Gone

export interface AwaitedForms<Form extends AwaitedForm> {
  /** Opens a form for a browser; `about` is what it asks, and `uiLocales` the language in which. */
  open(
    about: Omit<Form, keyof AwaitedForm>,
    browser: string,
    uiLocales: string | undefined,
  ): Promise<Form>
  find(id: string, browser: string | undefined): Promise<FoundForm<Form>>
  /** Checks that what was posted came from our page; does not use the form up. */
  check(id: string, browser: string | undefined, csrf: string | undefined): Promise<FoundForm<Form>>
  /** Uses the form up: of many callers one gets it. */
  spend(id: string): Promise<FoundForm<Form>>
  /** The form whether it can be answered or not, if it is this browser's. */
  recall(id: string, browser: string | undefined): Promise<FoundForm<Form>>
}

interface Needs<Form> {
  readonly store: GroupedStore<Form>
  readonly entropy: Entropy
  readonly clock: Clock
  /** Seconds that the user has. */
  readonly lifetime: number
}

/** A form that is gone is remembered for this long (seconds), to say why and to offer a way on. */
const remembered = 3600

export function createAwaitedForms<Form extends AwaitedForm>(
  needs: Needs<Form>,
): AwaitedForms<Form> {
  const { store, entropy, clock, lifetime } = needs

  const recall: AwaitedForms<Form>['recall'] = async (id, browser) => {
    const form = await store.find(id)
    if (form === undefined) return gone('unknown')
    const isTheirs = browser !== undefined && sameSecret(browser, form.browser)
    return isTheirs ? { kind: 'found', form } : gone('another-browser')
  }

  const living = (form: Form): FoundForm<Form> => {
    if (form.spent) return gone('used', form.uiLocales)
    const now = clock.now()
    const isOver = form.expiresAt <= now || isAhead(form.expiresAt - lifetime, now)
    return isOver ? gone('expired', form.uiLocales) : { kind: 'found', form }
  }

  const find: AwaitedForms<Form>['find'] = async (id, browser) => {
    const recalled = await recall(id, browser)
    return recalled.kind === 'gone' ? recalled : living(recalled.form)
  }

  return {
    async open(about, browser, uiLocales) {
      const expiresAt = clock.now() + lifetime
      const own: AwaitedForm = {
        id: entropy.id(),
        browser,
        csrf: entropy.secret(),
        expiresAt,
        spent: false,
        // however long a list was sent, only what was read of it is kept
        uiLocales: languageOfLocales(uiLocales),
      }
      // A Form is what it is about and what every form has.
      const form = { ...about, ...own } as Form
      await store.putIn(browser, form.id, form, expiresAt + remembered)
      return form
    },

    find,
    recall,

    async check(id, browser, csrf) {
      const found = await find(id, browser)
      if (found.kind === 'gone') return found
      const isOurs = csrf !== undefined && sameSecret(csrf, found.form.csrf)
      return isOurs ? found : gone('forged', found.form.uiLocales)
    },

    async spend(id) {
      const taken = await store.take(id)
      if (taken === undefined) return gone('unknown')
      const spent = { ...taken, spent: true }
      // In a group of their own, so that used forms push out none that waits in another tab. Nobody waits for
      // it: it is used up already, and this says only why to whoever comes back.
      store.putIn(`${taken.browser} spent`, id, spent, taken.expiresAt + remembered).catch(() => {})
      return living(taken)
    },
  }
}
