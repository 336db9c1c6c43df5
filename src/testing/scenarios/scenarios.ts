/**
 * Scenarios for client authors: an app under test is served what it should refuse.
 *
 * @module
 */

import { type Call, segment } from '../wire/call.ts'
import { type Outcome, outcomeOf, type Told } from './outcome.ts'
import { createStart } from './start.ts'

export interface Scenario {
  readonly name: string
  /** What goes wrong. */
  readonly attacks: 'nothing' | 'id-token' | 'access-token' | 'answer' | 'metadata' | 'transport'
  /** What the server does. */
  readonly what: string
  /** What a sound client does, and why. */
  readonly sound: string
  readonly expected: 'accepted' | 'refused'
  readonly cites: string
  /** Whether the app signs in once before. */
  readonly afterLogin: boolean
}

/** The scenario that apps are served now. */
export interface PlannedScenario extends Scenario {
  /** How many requests have met it. */
  readonly met: number
  readonly isMet: boolean
  /** What a sound client does with what it has met: what is expected, and sometimes the other as well. */
  readonly allowed: readonly ('accepted' | 'refused')[]
  /** Why nothing has met it, so that it is not applicable to the app. */
  readonly reason: string | null
}

export interface ScenarioResult extends Scenario {
  /** Of what does not apply to the app nothing can be said. */
  readonly outcome: Outcome | 'not applicable'
  readonly verdict: 'right' | 'wrong' | 'not applicable'
  /** Why it does not apply; or what the app has thrown. */
  readonly reason: string | undefined
}

/**
 * Signs somebody in to the app under test. Answers an {@link Outcome}; anything else is `accepted`.
 * What it throws is `refused`, as libraries do; an error of the language, such as a TypeError, is
 * `crashed`.
 *
 * @param start opens an authorization URL as a browser does, and answers where that is sent back to.
 */
export type ScenarioApp<Realm> = (
  realm: Realm,
  start: (url: string | URL) => Promise<URL>,
) => Promise<unknown>

export interface ScenarioRun<Realm> {
  /** All when left out. */
  readonly names?: readonly string[]
  readonly app: ScenarioApp<Realm>
  /** Milliseconds of the machine after which the app is `hung`; 5000 by default. */
  readonly timeout?: number
}

export interface Scenarios<Realm> {
  list(): Promise<readonly Scenario[]>
  /** Plans one, in the place of the one before, for an app that somebody else drives. */
  plan(name: string): Promise<Scenario>
  /** The one that is planned, and what came to it; undefined where there is none. */
  planned(): Promise<PlannedScenario | undefined>
  /** Ends the one that is planned. */
  end(): Promise<void>
  run(run: ScenarioRun<Realm>): Promise<readonly ScenarioResult[]>
}

export function scenariosOf<Realm extends { readonly issuer: string }>(
  call: Call,
  realm: string,
  handle: () => Realm,
): Scenarios<Realm> {
  const at = `${realm}/scenarios`
  const list = async () => (await call('GET', at)) as readonly Scenario[]
  const plan = async (name: string) => (await call('POST', `${at}/${segment(name)}`)) as Scenario
  const end = async (): Promise<void> => {
    await call('DELETE', at)
  }
  const planned = async () =>
    ((await call('GET', `${at}/planned`)) as PlannedScenario | null) ?? undefined
  const runOne = async (one: Scenario, { app, timeout = 5_000 }: ScenarioRun<Realm>) => {
    const login = () => outcomeOf(async () => app(handle(), createStart(handle().issuer)), timeout)
    await end()
    if (one.afterLogin) await login()
    await plan(one.name)
    const told = await login()
    return resultOf(one, told, await planned())
  }
  return {
    list,
    plan,
    planned,
    end,
    async run(run) {
      mustBeRun(run)
      const all = await list()
      const unknown = run.names?.find((name) => !all.some((one) => one.name === name))
      if (unknown !== undefined) throw new Error(`There is no scenario ${unknown}.`)
      const meant = all.filter(({ name }) => run.names?.includes(name) !== false)
      const results: ScenarioResult[] = []
      try {
        for (const one of meant) results.push(await runOne(one, run))
      } finally {
        await end()
      }
      return results
    },
  }
}

function mustBeRun({ app, timeout = 1 }: ScenarioRun<never>): void {
  if (typeof app !== 'function')
    throw new Error('scenarios.run wants app, a function that signs in.')
  if (!(timeout > 0)) throw new Error('timeout must be more than 0 milliseconds.')
}

function resultOf(one: Scenario, told: Told, met: PlannedScenario | undefined): ScenarioResult {
  if (met?.isMet) {
    const isRight = met.allowed.some((outcome) => outcome === told.outcome)
    return { ...one, ...told, verdict: isRight ? 'right' : 'wrong' }
  }
  const thrown = told.reason === undefined ? [] : [`It has thrown: ${told.reason}`]
  const hung = told.outcome === 'hung' ? ['It has hung.'] : []
  const reason = [met?.reason ?? 'It was ended meanwhile.', ...thrown, ...hung].join(' ')
  // an app that signs nobody in where nothing is wrong has been tested by nothing
  if (one.attacks === 'nothing') {
    const outcome = told.outcome === 'accepted' ? 'refused' : told.outcome
    return { ...one, outcome, verdict: 'wrong', reason }
  }
  return { ...one, outcome: 'not applicable', verdict: 'not applicable', reason }
}
