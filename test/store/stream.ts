/**
 * People who sign in one after the other, without end: what becomes of each of them while something
 * is killed, or comes back.
 *
 * @module
 */

import { until } from '../reliability/artefact.ts'
import { type App, answerOf, decide, signIn, silently } from '../support/app.ts'
import {
  call,
  codeFor,
  forCode,
  newVerifier,
  redemption,
  type TokenAnswer,
} from '../support/code-flow.ts'
import type { Replicas } from '../support/replicas.ts'
import { createVisitor, type Visit } from '../support/visitor.ts'
import { lasting, refreshing } from './whole-flow.ts'

/**
 * `unavailable`: told so, as the protocol has it. `unanswered`: the connection broke. What else went wrong says
 * what came, and where.
 */
export type Outcome = 'done' | 'unavailable' | 'unanswered' | `wrong: ${string}`

export interface Attempt {
  /** Milliseconds, as performance.now() has them. */
  readonly began: number
  readonly ended: number
  readonly outcome: Outcome
  /** Milliseconds of its slowest request. */
  readonly slowest: number
}

export interface Stream {
  readonly attempts: readonly Attempt[]
  /** How often each came, of those that `counts` holds for. */
  outcomes(counts?: (attempt: Attempt) => boolean): Readonly<Partial<Record<Outcome, number>>>
  /** Milliseconds of the slowest request of all. */
  slowest(): number
  /** Resolves when so many more were done. */
  goesOn(many?: number): Promise<void>
  /** Resolves when the last have ended. */
  stop(): Promise<void>
}

class Ended extends Error {
  readonly outcome: Outcome
  constructor(outcome: Outcome) {
    super(outcome)
    this.outcome = outcome
  }
}

/** `people`: how many at once. */
export function startStream(origin: string, app: App, people = 4): Stream {
  const attempts: Attempt[] = []
  let isOver = false
  const person = async (): Promise<void> => {
    while (!isOver) attempts.push(await attempt(origin, app))
  }
  const all = Promise.all(Array.from({ length: people }, person))
  return {
    attempts,
    outcomes(counts = () => true) {
      const told: Partial<Record<Outcome, number>> = {}
      for (const { outcome } of attempts.filter(counts)) told[outcome] = (told[outcome] ?? 0) + 1
      return told
    },
    slowest: () => Math.max(...attempts.map(({ slowest }) => slowest)),
    async goesOn(many = 10) {
      const before = doneOf(attempts)
      await until(() => doneOf(attempts) >= before + many, 20_000)
    },
    async stop() {
      isOver = true
      await all
    },
  }
}

const doneOf = (attempts: readonly Attempt[]): number =>
  attempts.filter(({ outcome }) => outcome === 'done').length

async function attempt(origin: string, app: App): Promise<Attempt> {
  const began = performance.now()
  let slowest = 0
  const timed = async <Result>(act: () => Promise<Result>): Promise<Result> => {
    const sent = performance.now()
    try {
      return await act()
    } finally {
      slowest = Math.max(slowest, performance.now() - sent)
    }
  }
  let outcome: Outcome = 'done'
  try {
    await goThrough(origin, app, timed)
  } catch (error) {
    if (!(error instanceof Ended)) throw error
    outcome = error.outcome
  }
  return { began, ended: performance.now(), outcome, slowest }
}

type Timed = <Result>(act: () => Promise<Result>) => Promise<Result>

async function goThrough(origin: string, app: App, timed: Timed): Promise<void> {
  const [visitor, verifier, token] = [createVisitor(origin), newVerifier(), `${origin}/token`]
  const asked = await timed(() => app.ask(visitor, forCode(verifier, lasting)))
  mustBe(asked, 'login')
  const consent = await timed(() => signIn(visitor, asked))
  mustBe(consent, 'consent')
  const decided = await timed(() => decide(visitor, consent, 'allow'))
  const code = codeIn(decided)
  const first = await timed(() => call(token, redemption(app, code, verifier)))
  mustGive(first, 'code')
  mustGive(await timed(() => call(token, refreshing(app, first.body['refresh_token']))), 'refresh')
}

function mustBe(visit: Visit, page: string): void {
  refuseUnavailable(visit)
  if (!visit.page.has(page)) throw new Ended(`wrong: ${visit.status} instead of ${page}`)
}

function codeIn(visit: Visit): string {
  refuseUnavailable(visit)
  if (visit.location === undefined) throw new Ended(`wrong: ${visit.status} instead of a code`)
  const { values } = answerOf(visit)
  return values.get('code') ?? ended(`wrong: ${values.get('error')} instead of a code`)
}

function refuseUnavailable(visit: Visit): void {
  const { status, headers, location } = visit
  if (status === 502) throw new Ended('unanswered')
  if (status === 503 && headers.get('retry-after') === '2') throw new Ended('unavailable')
  const error = location && answerOf(visit).values.get('error')
  if (error === 'temporarily_unavailable') throw new Ended('unavailable')
}

function mustGive({ status, headers, body }: TokenAnswer, what: string): void {
  if (status === 200) return
  if (status === 502) throw new Ended('unanswered')
  const isTold = status === 503 && headers.get('retry-after') === '2'
  if (isTold && body['error'] === 'temporarily_unavailable') throw new Ended('unavailable')
  throw new Ended(`wrong: ${status} ${body['error']} for a ${what}`)
}

function ended(outcome: Outcome): never {
  throw new Ended(outcome)
}

/** Waits until every replica is ready: when that was, and after how many milliseconds. */
export async function comesBack({ statusesOf }: Replicas) {
  const begun = performance.now()
  await until(async () => (await statusesOf('/ready')).every((status) => status === 200))
  const ready = performance.now()
  return { ready, within: ready - begun }
}

/** Somebody who is signed in, and has a refresh token, before anything happens. */
export async function settle({ origin }: Replicas, app: App) {
  const [visitor, verifier, token] = [createVisitor(origin), newVerifier(), `${origin}/token`]
  const code = await codeFor(app, visitor, verifier, { changes: lasting })
  const { body } = await call(token, redemption(app, code, verifier))
  return {
    /** What a silent renewal answers, and the status of a refresh. */
    async isStillKnown(): Promise<readonly [string, number]> {
      const renewed = await silently(app, visitor, { scope: 'openid' })
      const refreshed = await call(token, refreshing(app, body['refresh_token']))
      return [renewed, refreshed.status]
    },
  }
}
