import type { FragrantEvent } from '../../../ports/events.ts'
import type { AnswerMode, Verdict } from '../exchange.ts'

/** What the rules say, by what happened meanwhile: the first refusal is the one that decided. */
export function verdictOf(events: readonly FragrantEvent[]): Verdict {
  for (const event of events) {
    if (event.kind === 'request.refused' || event.kind === 'http.refused') {
      return refusal(event.error, event.rule, event.cites)
    }
    if (event.kind === 'user.sign-in-failed') {
      return refusal(undefined, failures[event.reason], undefined)
    }
    if (event.kind === 'fault.unexpected') {
      return refusal(
        'server_error',
        `The server met a fault of its own at ${event.where}.`,
        undefined,
      )
    }
  }
  return { ok: true }
}

const failures = {
  wrong: 'The user name and the password must belong together.',
  wait: 'There must be fewer tries: whoever guesses waits.',
  busy: 'Fewer people must sign in at once.',
  disabled: 'The user must be enabled.',
  'not-joined': 'What is typed of a newcomer must make a user.',
} as const

/** An answer, with the parameters in it. */
interface Answered {
  readonly status: number
  readonly mode: AnswerMode | undefined
  readonly parameters: Readonly<Record<string, unknown>>
}

/** What an answer itself says, where nobody said what happened: the description is the rule. */
export function verdictByAnswer({ status, mode, parameters }: Answered): Verdict {
  const { error, error_description: why } = parameters
  // a good answer in JSON may have a claim of that name
  const isGood = status < 300 && (mode === 'json' || mode === 'jwt')
  if (typeof error === 'string' && !isGood) {
    return refusal(error, typeof why === 'string' ? why : `The answer is ${error}.`, undefined)
  }
  return status < 400 ? { ok: true } : refusal(undefined, `The answer is ${status}.`, undefined)
}

const refusal = (
  error: string | undefined,
  rule: string,
  citation: string | undefined,
): Verdict => ({ ok: false, error, rule, citation, sentence: sentenceOf(rule, citation) })

/** `The request must send nonce.` is `refused: must send nonce, OIDC Core §3.2.2.1`. */
function sentenceOf(rule: string, citation: string | undefined): string {
  const said = rule.replace(/^The request (?=must )/, '').replace(/[.]$/, '')
  return `refused: ${said}${citation === undefined ? '' : `, ${citation}`}`
}
