/**
 * What an app under test does with a login.
 *
 * @module
 */

/** What an app does with a login. */
export type Outcome = 'accepted' | 'refused' | 'crashed' | 'hung'

export interface Told {
  readonly outcome: Outcome
  readonly reason: string | undefined
}

const outcomes: readonly unknown[] = ['accepted', 'refused', 'crashed', 'hung'] satisfies Outcome[]

/** `hung` after `timeout`, in milliseconds of the machine. */
export async function outcomeOf(login: () => Promise<unknown>, timeout: number): Promise<Told> {
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
