import type { FragrantEvent } from '../ports/events.ts'
import type { Refusal } from '../protocol/rule.ts'

/** The event that a request is refused: to its client, or on a page. */
export function refused(
  { error, description: rule, cites }: Refusal,
  clientId: string | undefined,
  shown: 'client' | 'page',
): FragrantEvent {
  return { kind: 'request.refused', clientId, error, rule, cites, shown }
}
