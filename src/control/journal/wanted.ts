/**
 * Which exchanges of a journal are meant, and how far others are from that.
 *
 * @module
 */

import { fits, type Match, type Matched } from '../match.ts'
import type { Gist } from './exchange.ts'

/** `since` is a time (epoch milliseconds), or the number of the exchange before. */
export interface Wanted extends Match {
  readonly since?: { readonly time: number } | { readonly after: number } | undefined
  /** All names that the user goes by; those of `user` where nothing is said. */
  readonly userNames?: readonly string[] | undefined
}

/** What a list is narrowed by besides; whoever waits asks for none of it. */
export interface Among {
  readonly refused?: boolean | undefined
  /** The number of the exchange that comes after. */
  readonly before?: number | undefined
  readonly login?: string | undefined
}

/** `own` is the login that it belongs to. */
export const isAmong = (
  { refused, before, login }: Among,
  gist: Pick<Gist, 'id' | 'isRefused'>,
  own: string | undefined,
): boolean =>
  (refused === undefined || refused === gist.isRefused) &&
  (before === undefined || numberOf(gist) < before) &&
  (login === undefined || login === own)

/** What it is found by; an exchange as a whole has all of it. */
export type Sought = Omit<Gist, 'isRefused'>

export interface Difference {
  readonly member: string
  readonly wanted: string
  /** Undefined where the exchange has none. */
  readonly found: string | undefined
}

/** The number in the id of an exchange. */
export const numberOf = ({ id }: Pick<Gist, 'id'>): number => Number(id.slice(1))

const compared = ['endpoint', 'clientId', 'prompt', 'responseType', 'grantType'] as const

/** Whether an exchange is meant, whatever `nth` says. */
export const isWanted = (wanted: Wanted, exchange: Sought): boolean => finding(wanted)(exchange)

/** The same, for whoever looks through thousands. */
export function finding(wanted: Wanted): (exchange: Sought) => boolean {
  // who the user of an exchange is, is told by more than one member
  const match: Match = { ...wanted, user: undefined }
  const { user, since } = wanted
  return (exchange) =>
    fits(match, exchange) &&
    (user === undefined || otherUser(wanted, exchange).length === 0) &&
    (since === undefined || tooEarly(wanted, exchange).length === 0)
}

export function differences(wanted: Wanted, exchange: Sought): readonly Difference[] {
  const request = matchedBy(exchange)
  const differing = compared.flatMap((member): Difference[] => {
    const value = wanted[member]
    if (value === undefined || fits({ [member]: value }, request)) return []
    return [{ member, wanted: value, found: [request[member]].flat().join(' ') || undefined }]
  })
  return [...differing, ...otherUser(wanted, exchange), ...tooEarly(wanted, exchange)]
}

const matchedBy = ({ endpoint, clientId, prompt, responseType, grantType }: Sought): Matched => ({
  ...{ endpoint, clientId, prompt, responseType, grantType },
})

function otherUser({ user, userNames = [] }: Wanted, exchange: Sought): readonly Difference[] {
  if (user === undefined) return []
  const names = [user, ...userNames]
  const found = [exchange.user, exchange.loginHint].filter((name) => name !== undefined)
  if (found.some((name) => names.includes(name))) return []
  return [{ member: 'user', wanted: user, found: found[0] }]
}

function tooEarly({ since }: Wanted, exchange: Sought): readonly Difference[] {
  if (since === undefined) return []
  if ('after' in since) {
    if (numberOf(exchange) > since.after) return []
    return [{ member: 'since', wanted: `x${since.after}`, found: exchange.id }]
  }
  if (exchange.time >= since.time) return []
  const [wanted, found] = [since.time, exchange.time].map((time) => new Date(time).toISOString())
  return [{ member: 'since', wanted: wanted ?? '', found }]
}

/** An exchange that is nearly meant. */
export interface Miss {
  readonly id: string
  readonly endpoint: string
  readonly differs: readonly Difference[]
}

const mostMisses = 3

/** Those that differ least, of them the latest. */
export function nearestMisses(wanted: Wanted, exchanges: readonly Sought[]): readonly Miss[] {
  return exchanges
    .map((one) => ({ id: one.id, endpoint: one.endpoint, differs: differences(wanted, one) }))
    .reverse()
    .sort((one, other) => one.differs.length - other.differs.length)
    .slice(0, mostMisses)
}

/** Such as `x3 authorize: prompt is login and not none`. */
export const sentenceOf = ({ id, endpoint, differs }: Miss): string =>
  `${id} ${endpoint}: ${differs.map(toldOf).join(', ') || 'it fits, and more of them are wanted'}`

const toldOf = ({ member, wanted, found }: Difference): string =>
  `${member} is ${found ?? 'not there'} and not ${wanted}`
