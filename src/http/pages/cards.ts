/**
 * Clients and users as pages show them.
 *
 * @module
 */

import type { ReturnAddress } from '../../protocol/authorize/request.ts'
import type { Client } from '../../protocol/client/client.ts'
import type { User } from '../../protocol/user.ts'
import type { ClientCard, PersonCard, UserCard } from './models/parts.ts'

export function clientCard(client: Client): ClientCard {
  const { id, name, clientUri, policyUri, tosUri } = client
  return { id, name, clientUri, policyUri, tosUri }
}

export function userCard({ username, claims }: User): UserCard {
  const name = claims['name']
  return { username, name: typeof name === 'string' ? name : username }
}

export function personCard(user: User): PersonCard {
  const { username, name } = userCard(user)
  const { email, roles } = user.claims
  const details = [username, ...(typeof email === 'string' ? [email] : [])]
  return {
    username,
    name,
    initials: initialsOf(name),
    details: [...new Set(details)].filter((detail) => detail !== name),
    roles: rolesIn(roles),
  }
}

/** More roles than this are no help in telling people apart. */
const mostRoles = 4

const rolesIn = (roles: unknown): readonly string[] =>
  Array.isArray(roles)
    ? roles.filter((role) => typeof role === 'string').slice(0, mostRoles)
    : typeof roles === 'string'
      ? [roles]
      : []

const letters = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** The first letters of the first and the last word of a name. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/)
  const ends = words.length > 1 ? [words[0], words.at(-1)] : [words[0]]
  const firsts = ends.map((word = '') => [...letters.segment(word.slice(0, 32))][0]?.segment ?? '')
  return firsts.join('').toUpperCase()
}

/** Where an answer will go, as people read it: `https://app.example`, or a private-use scheme. */
export function returnOrigin({ redirectUri }: Pick<ReturnAddress, 'redirectUri'>): string {
  const { origin, protocol } = new URL(redirectUri)
  return origin === 'null' ? `${protocol}//` : origin
}
