/**
 * Scenarios for client authors: an app under test is served what it should refuse.
 *
 * @module
 */

import { type Call, segment } from '../wire/call.ts'
import { createStart } from './start.ts'

/** What an app does with a login. */
export type Outcome = 'accepted' | 'refused' | 'crashed' | 'hung'

export interface Scenario {
  readonly name: string
  /** What the server does. */
  readonly what: string
  /** What a sound client does, and why. */
  readonly sound: string
  readonly expected: 'accepted' | 'refused'
  readonly cites: string
  /** Whether the app signs in once before. */
  readonly afterLogin: boolean
}

export interface ScenarioResult extends Scenario {
  readonly outcome: Outcome
  /** Whether the app has met what the scenario does; one that never asks userinfo cannot. */
  readonly met: boolean
  readonly verdict: 'right' | 'wrong' | 'not met'
  /** What the app has thrown. */
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
  const isMet = async (): Promise<boolean> =>
    ((await call('GET', `${at}/planned`)) as { readonly isMet: boolean }).isMet
  const runOne = async (one: Scenario, { app, timeout = 5_000 }: ScenarioRun<Realm>) => {
    const login = () => outcomeOf(async () => app(handle(), createStart(handle().issuer)), timeout)
    await end()
    if (one.afterLogin) await login()
    await plan(one.name)
    const { outcome, reason } = await login()
    const met = await isMet()
    const isRight = outcome === one.expected
    const verdict = met ? (isRight ? 'right' : 'wrong') : 'not met'
    return { ...one, outcome, met, verdict, reason } as const
  }
  return {
    list,
    plan,
    end,
    async run(run) {
      const all = await list()
      const unknown = run.names?.find((name) => !all.some((one) => one.name === name))
      if (unknown !== undefined) throw new Error(`There is no scenario ${unknown}.`)
      const results: ScenarioResult[] = []
      for (const one of all) {
        if (run.names?.includes(one.name) !== false) results.push(await runOne(one, run))
      }
      await end()
      return results
    },
  }
}

interface Told {
  readonly outcome: Outcome
  readonly reason: string | undefined
}

const outcomes: readonly unknown[] = ['accepted', 'refused', 'crashed', 'hung'] satisfies Outcome[]

async function outcomeOf(login: () => Promise<unknown>, timeout: number): Promise<Told> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<Told>((resolve) => {
    timer = setTimeout(() => resolve({ outcome: 'hung', reason: undefined }), timeout)
  })
  try {
    return await Promise.race([told(login), late])
  } finally {
    clearTimeout(timer)
  }
}

async function told(login: () => Promise<unknown>): Promise<Told> {
  try {
    const said = await login()
    // the list has nothing else in it
    return { outcome: outcomes.includes(said) ? (said as Outcome) : 'accepted', reason: undefined }
  } catch (error) {
    return { outcome: isCrash(error) ? 'crashed' : 'refused', reason: String(error) }
  }
}

/** An error of the language, but for those that fetch and libraries throw on purpose. */
function isCrash(error: unknown): boolean {
  if (!(error instanceof Error) || !crashes.includes(error.constructor)) return false
  const isFetch = error instanceof TypeError && fetchFailed.test(error.message)
  const isMeant = 'code' in error && error.code !== 'ERR_INVALID_URL'
  return !isFetch && !isMeant
}

const crashes: readonly unknown[] = [TypeError, SyntaxError, RangeError, ReferenceError]

const fetchFailed = /^(?:fetch failed|terminated)/
