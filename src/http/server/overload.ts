import type { IncomingMessage } from 'node:http'
import { realmPaths, serverPaths } from '../../protocol/paths.ts'
import { earlyRefusal, type ReportRefusal } from '../edge/refusal.ts'
import { acceptedTexts, tables } from '../pages/language.ts'
import { english } from '../pages/texts/en.ts'
import { type PlainAnswer, preparePlainAnswer } from './plain-answer.ts'
import type { RequestGuard } from './request-guard.ts'

interface Needs {
  /** Hears once a turn that logins are turned away: a line for each would add to the load. */
  readonly report?: ReportRefusal
  /** Milliseconds. */
  readonly monotonic?: () => number
  /** Runs `work` when all that has arrived so far is dealt with. */
  readonly afterTurn?: (work: () => void) => void
}

/** Milliseconds of one turn of the event loop after which no more logins are begun in it … */
export const longestTurn = 250

/** … if that many requests came in it: a slow machine is no crowd. */
export const crowd = 1000

/** The authorization endpoint of any realm, with or without a query. */
const newLogin = new RegExp(`^(?:${serverPaths.realms}/[^/?]*)?${realmPaths.authorize}(?:\\?|$)`)

/**
 * Turns new logins away for a moment while more comes in than is dealt with. Node handles all that
 * has arrived before it looks at anything else, timeouts and finished signatures among it, so a
 * crowd of thousands would hold everybody up; what is already begun goes on, and so do apps that
 * only read keys and metadata.
 */
export function createOverloadGuard({
  report = () => {},
  monotonic = () => performance.now(),
  afterTurn = setImmediate,
}: Needs = {}): RequestGuard {
  let begun: number | undefined
  let taken = 0
  let isTold = false
  return (request, response) => {
    if (begun === undefined) {
      begun = monotonic()
      taken = 0
      isTold = false
      afterTurn(() => {
        begun = undefined
      })
    }
    taken += 1
    if (taken <= crowd || monotonic() - begun < longestTurn) return false
    if (!newLogin.test(request.url ?? '')) return false
    const answer = answerFor(request)
    response.writeHead(answer.status, answer.headers)
    response.end(answer.body)
    if (!isTold) report(earlyRefusal(request, { status: answer.status, rule: english.crowded }))
    isTold = true
    return true
  }
}

const answers = new Map(
  Object.values(tables).map(({ language, crowded }) => [
    language,
    preparePlainAnswer(
      503,
      crowded,
      { 'retry-after': '2', 'content-language': language, vary: 'Accept-Language' },
      language,
    ),
  ]),
)

/** In the language of the browser: what an app asks for is not read while everybody waits. */
function answerFor({ headers }: IncomingMessage): PlainAnswer {
  const answer = answers.get(acceptedTexts(headers['accept-language']).language)
  if (answer === undefined) throw new Error('Each table of texts has an answer.')
  return answer
}
