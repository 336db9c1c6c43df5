/**
 * Interactions: one step of a request that waits for its user, for one browser and one use.
 *
 * @module
 */

import type { Clock } from '../../ports/clock.ts'
import type { Entropy } from '../../ports/entropy.ts'
import type { ClientRegistry } from '../../ports/registry.ts'
import type { GroupedStore } from '../../ports/store.ts'
import type { Interaction, Pending, Step } from '../../protocol/authorize/interaction.ts'
import { matchRedirectUri } from '../../protocol/redirect-uri.ts'
import { sameSecret } from '../../protocol/secrets.ts'
import { isAhead } from '../../protocol/time.ts'

type BareReason =
  | 'unknown'
  | 'another-browser'
  | 'forged'
  /** The client, or its redirect URI, is not registered any more. */
  | 'withdrawn'

/** Why a step can no longer be taken. */
export type Gone =
  | { readonly kind: 'gone'; readonly why: BareReason }
  | { readonly kind: 'gone'; readonly why: 'expired' | 'used'; readonly again: string | undefined }

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
}

interface Needs {
  readonly store: GroupedStore<Interaction>
  readonly clients: ClientRegistry
  readonly entropy: Entropy
  readonly clock: Clock
  /** Seconds that the user has for a step. */
  readonly lifetime: number
}

/** A step that is over is remembered for this long (seconds), to offer a way on. */
const remembered = 3600

export function createInteractions(needs: Needs): Interactions {
  const { store, clients, entropy, clock, lifetime } = needs

  const find = async ({ id, step, browser }: Visit): Promise<Found> => {
    const interaction = await store.find(id)
    if (interaction === undefined || interaction.step !== step) return over('unknown')
    if (browser === undefined || !sameSecret(browser, interaction.browser)) {
      return over('another-browser')
    }
    return living(interaction)
  }

  const living = async (interaction: Interaction): Promise<Found> => {
    const { spent, expiresAt, again } = interaction
    if (spent) return { kind: 'gone', why: 'used', again }
    const now = clock.now()
    if (expiresAt <= now || isAhead(expiresAt - lifetime, now))
      return { kind: 'gone', why: 'expired', again }
    if (!(await isStillRegistered(interaction))) return over('withdrawn')
    return { kind: 'found', interaction }
  }

  /** Registrations may change while the user makes up their mind. */
  const isStillRegistered = async ({ request, to }: Interaction): Promise<boolean> => {
    const client = await clients.find(request.client.id, to.redirectUri)
    return client?.enabled === true && matchRedirectUri(client, to.redirectUri) !== undefined
  }

  return {
    async open({ request, to, done, again }, step, browser, sid) {
      const expiresAt = clock.now() + lifetime
      const interaction: Interaction = {
        request,
        to,
        done,
        again,
        id: entropy.id(),
        step,
        browser,
        sid,
        csrf: entropy.secret(),
        expiresAt,
        spent: false,
      }
      await store.putIn(browser, interaction.id, interaction, expiresAt + remembered)
      return interaction
    },

    find,

    async check(visit, csrf) {
      const found = await find(visit)
      if (found.kind === 'gone') return found
      const isOurs = csrf !== undefined && sameSecret(csrf, found.interaction.csrf)
      return isOurs ? found : over('forged')
    },

    async spend({ id }) {
      const taken = await store.take(id)
      if (taken === undefined) return over('unknown')
      const spent = { ...taken, spent: true }
      // In a group of their own, so that used steps push out none that waits in another tab.
      await store.putIn(`${taken.browser} spent`, id, spent, taken.expiresAt + remembered)
      return living(taken)
    },
  }
}

const over = (why: BareReason): Gone => ({ kind: 'gone', why })
