/**
 * The users of whom one click signs one in, and the search among them.
 *
 * @module
 */

import type { FastifyRequest } from 'fastify'
import type { User } from '../../protocol/user.ts'
import { queryOf } from '../edge/forms.ts'
import type { Realm } from '../realm.ts'
import { personCard } from './cards.ts'
import type { Picker } from './models/parts.ts'

/** More buttons than this help nobody, and a page of thousands holds up everybody else. */
const mostPickable = 50

/** From so many users on a search box helps. */
const searchFrom = 8

/** Characters of a search that are read: no name is longer. */
const longestQuery = 255

/** Letters without their accents, in one case, as who searches may type them. */
const plain = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()

/** Whether every word of a query is somewhere in a text. */
export function isIn(query: string): (text: () => string) => boolean {
  const words = plain(query).split(/\s+/).filter(Boolean)
  if (words.length === 0) return () => true
  return (text) => {
    const found = plain(text())
    return words.every((word) => found.includes(word))
  }
}

/** The same of what is known of a user at a glance. */
export function fits(query: string): (user: Pick<User, 'sub' | 'username' | 'claims'>) => boolean {
  const isFound = isIn(query)
  return ({ sub, username, claims: { name, email, roles } }) =>
    isFound(() => [sub, username, name, email, roles].flat().join(' '))
}

/** Whom a page is asked to look for, by the form that works without a script. */
export function queryIn(request: FastifyRequest): string | undefined {
  const query = queryOf(request)
  return query.kind === 'decoded' ? query.values.get('q') : undefined
}

const nobody: Picker = { users: [], unlisted: 0, searchable: false, query: '' }

/** Those whom a query means, the first few of many, without `but`; none where the picker is off. */
export async function pickableUsers(
  realm: Realm,
  sent = '',
  but?: Pick<User, 'username'>,
): Promise<Picker> {
  if (!realm.picker) return nobody
  const query = sent.slice(0, longestQuery).trim()
  const enabled = (await realm.flows.discovery.users()).filter((user) => user.enabled)
  const others = enabled.filter(({ username }) => username !== but?.username)
  const found = others.filter(fits(query))
  const users = found.slice(0, mostPickable).map(personCard)
  const unlisted = found.length - users.length
  return { users, unlisted, searchable: enabled.length >= searchFrom, query }
}
