/**
 * What the list of exchanges is narrowed by, as its form says.
 *
 * @module
 */

import type { FastifyRequest } from 'fastify'
import { exchangeNumber } from '../../../protocol/exchange-id.ts'
import { queryOf } from '../../edge/forms.ts'
import type { ActivityFilter } from '../../pages/models/activity.ts'

/** Text longer than this (characters) names nothing. */
const longest = 512

/** An empty field narrows nothing. */
export interface Filter extends ActivityFilter {
  readonly endpoint: string
  /** The id of the exchange that comes after. */
  readonly before: string
}

export function filterOf(request: FastifyRequest): Filter {
  const query = queryOf(request)
  const values = query.kind === 'decoded' ? query.values : new Map<string, string>()
  const text = (name: string): string => (values.get(name) ?? '').trim().slice(0, longest)
  const before = text('before')
  return {
    app: text('app'),
    user: text('user'),
    endpoint: text('endpoint'),
    login: text('login'),
    refused: values.has('refused'),
    before: exchangeNumber(before) === undefined ? '' : before,
  }
}

type Query = Readonly<Record<string, string>>

/** As the operations are asked. */
export const wantedBy = (filter: Filter): Query =>
  filled({
    client_id: filter.app,
    user: filter.user,
    endpoint: filter.endpoint,
    login: filter.login,
    refused: filter.refused ? 'true' : '',
    before: filter.before,
  })

/** The query of the page that shows the same, with further parameters. */
export function queryTextOf(filter: Filter, further: Query = {}): string {
  const { app, user, endpoint, login, refused } = filter
  const query = filled({ app, user, endpoint, login, refused: refused ? 'yes' : '', ...further })
  const text = new URLSearchParams(query).toString()
  return text === '' ? '' : `?${text}`
}

const filled = (query: Query): Query =>
  Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''))
