/**
 * What a journal tells while it happens: each exchange, and what it was about by names of their own.
 *
 * @module
 */

import type { Asked, SeenToken, ShownExchange } from './exchange.ts'
import type { Listener } from './journal.ts'
import { answersRequests } from './reading/endpoints.ts'

export const liveEvents = [
  'authorize:request',
  'authorize:response',
  'id-token:sign',
  'access-token:sign',
  'userinfo',
  'token:response',
  'exchange',
] as const

export type LiveEvent = (typeof liveEvents)[number]

/** A token that an answer gives. */
export interface SignedToken extends Pick<SeenToken, 'header' | 'claims'> {
  /** The id of the exchange. */
  readonly exchange: string
  readonly login: string | undefined
  readonly clientId: string | undefined
  readonly user: string | undefined
}

export interface LiveMessage {
  readonly event: LiveEvent
  /** The id of the exchange. */
  readonly id: string
  readonly data: Asked | ShownExchange | SignedToken
}

/** A listener that tells what it hears as messages. */
export function tellingOf(tell: (message: LiveMessage) => void, ended: () => void): Listener {
  return {
    asked(asked) {
      if (asked.endpoint !== 'authorize') return
      tell({ event: 'authorize:request', id: asked.id, data: asked })
    },
    answered(exchange) {
      const { id } = exchange
      for (const token of exchange.tokens) {
        const event = token.sentIn === 'response' ? signing.get(token.name) : undefined
        if (event !== undefined) tell({ event, id, data: signedToken(exchange, token) })
      }
      const event = eventOf(exchange)
      if (event !== undefined) tell({ event, id, data: exchange })
      tell({ event: 'exchange', id, data: exchange })
    },
    ended,
  }
}

const signing: ReadonlyMap<string, LiveEvent> = new Map([
  ['id_token', 'id-token:sign'],
  ['access_token', 'access-token:sign'],
])

const signedToken = (
  { id: exchange, login, clientId, user }: ShownExchange,
  { header, claims }: SeenToken,
): SignedToken => ({ exchange, login, clientId, user, header, claims })

function eventOf({ endpoint, response }: ShownExchange): LiveEvent | undefined {
  if (endpoint === 'token') return 'token:response'
  if (endpoint === 'userinfo') return 'userinfo'
  const isAnswer = answersRequests.has(endpoint) && response.mode !== undefined
  return isAnswer ? 'authorize:response' : undefined
}
