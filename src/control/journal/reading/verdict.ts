import type { FragrantEvent } from '../../../ports/events.ts'
import type { Verdict } from '../exchange.ts'

/** What the rules say, by what happened meanwhile: the first refusal is the one that decided. */
export function verdictOf(events: readonly FragrantEvent[]): Verdict {
  for (const event of events) {
    if (event.kind === 'request.refused' || event.kind === 'http.refused') {
      return refusal(event.error, event.rule, event.cites)
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

/** What an answer itself says, where nobody heard what happened: the description is the rule. */
export function verdictByAnswer(
  status: number,
  { error, error_description: why }: Readonly<Record<string, unknown>>,
): Verdict {
  if (typeof error === 'string') {
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
