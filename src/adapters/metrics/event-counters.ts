/**
 * What is counted of the events.
 *
 * @module
 */

import { Counter, type Registry } from 'prom-client'
import type { EventSink, FragrantEvent } from '../../ports/events.ts'
import { boundedLabel } from './label.ts'

/** The most values of a label that are counted each by itself. */
const most = { realms: 20, rules: 250, errors: 60, words: 60 } as const

const shapes = {
  refusals: ['fragrant_refusals_total', 'Requests that a rule refused.', ['rule', 'error']],
  logins: ['fragrant_logins_total', 'People who signed in, by how.', ['by']],
  failures: ['fragrant_login_failures_total', 'Logins that failed, by why.', ['reason']],
  logouts: ['fragrant_logouts_total', 'Sessions that their user ended.', []],
  tokens: ['fragrant_tokens_total', 'Tokens and codes that were given.', ['kind', 'grant']],
  consents: ['fragrant_consents_total', 'Decisions about apps.', ['decision']],
  ended: ['fragrant_grants_ended_total', 'Grants that became void, by why.', ['why']],
  told: ['fragrant_back_channel_logouts_total', 'Apps told of a logout.', ['outcome']],
  rotations: ['fragrant_key_rotations_total', 'Changes of the signing keys.', []],
  faults: ['fragrant_faults_total', 'Errors of the server itself.', ['where']],
} as const

type Name = keyof typeof shapes

export function createEventCounters(
  registry: Registry,
  isRealm: (id: string) => boolean,
): EventSink {
  const counters = Object.fromEntries(
    Object.entries(shapes).map(([key, [name, help, labels]]) => [
      key,
      new Counter({ name, help, labelNames: ['realm', ...labels], registers: [registry] }),
    ]),
    // the keys of the table above
  ) as unknown as Readonly<Record<Name, Counter>>
  const realmOf = boundedLabel(most.realms, isRealm)
  const words = createWords()
  return ({ realm, event }) => {
    for (const { counter, labels } of countsOf(event, words)) {
      counters[counter].inc({ realm: realmOf(realm), ...labels })
    }
  }
}

type Words = ReturnType<typeof createWords>

/** Rules are sentences of ours; still, nobody makes up more of them than these. */
function createWords() {
  return {
    rule: boundedLabel(most.rules),
    error: boundedLabel(most.errors),
    grant: boundedLabel(most.words),
    where: boundedLabel(most.words),
  }
}

interface Count {
  readonly counter: Name
  readonly labels: Readonly<Record<string, string>>
}

const count = (counter: Name, labels: Count['labels'] = {}): readonly Count[] => [
  { counter, labels },
]

function countsOf(event: FragrantEvent, words: Words): readonly Count[] {
  switch (event.kind) {
    case 'request.refused':
    case 'http.refused':
      return count('refusals', { rule: words.rule(event.rule), error: words.error(event.error) })
    case 'user.signed-in':
      return count('logins', { by: event.by })
    case 'user.sign-in-failed':
      return count('failures', { reason: event.reason })
    case 'user.signed-out':
      return count('logouts')
    case 'tokens.issued':
      return event.responseType
        .split(' ')
        .flatMap((word) => count('tokens', { kind: kindOf(word), grant: 'authorization' }))
    case 'tokens.granted':
      return count('tokens', { kind: 'access_token', grant: words.grant(event.grantType) })
    case 'consent.granted':
      return count('consents', { decision: 'granted' })
    case 'consent.denied':
      return count('consents', { decision: 'denied' })
    case 'consent.withdrawn':
      return count('consents', { decision: 'withdrawn' })
    case 'grant.ended':
      return count('ended', { why: event.why })
    case 'client.told':
      return count('told', { outcome: 'told' })
    case 'client.not-told':
      return count('told', { outcome: 'not-told' })
    case 'keys.rotated':
      return count('rotations')
    case 'fault.unexpected':
      return count('faults', { where: words.where(event.where) })
    default:
      return []
  }
}

/** A response type is a set of these words (OAuth Responses §3). */
function kindOf(word: string): string {
  if (word === 'token') return 'access_token'
  return word === 'code' || word === 'id_token' ? word : 'none'
}
