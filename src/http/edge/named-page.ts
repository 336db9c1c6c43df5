/**
 * The page of what is named by anybody: below its section, or beside it where no path can hold the name,
 * for browsers read `.` and `..` as steps (URL §4.4).
 *
 * @module
 */

import type { FastifyRequest } from 'fastify'
import { decodeComponent } from '../../protocol/parameters.ts'
import { realmPaths } from '../../protocol/paths.ts'
import { queryOf } from './forms.ts'

/** Where such pages are: `/people` and `/person`. */
interface Place {
  readonly section: string
  readonly beside: string
}

export const ofApps = { section: realmPaths.applications, beside: realmPaths.application }

export const ofPeople = { section: realmPaths.people, beside: realmPaths.person }

const isStep = (name: string): boolean => name === '.' || name === '..'

/** @param below a page of that page, such as `/delete`. */
export const pathOfPage = ({ section, beside }: Place, name: string, below = ''): string =>
  isStep(name) ? `${beside}${below}?id=${name}` : `${section}/${encodeURIComponent(name)}${below}`

/** The routes that such a page has. */
export const routesOfPage = ({ section, beside }: Place, below = ''): readonly string[] => [
  `${section}/:id${below}`,
  beside + below,
]

/** The name that a request is about; the router leaves paths as they are written. */
export function nameIn(request: FastifyRequest): string {
  const { id } = request.params as { readonly id?: string }
  if (id !== undefined) return decodeComponent(id) ?? id
  const query = queryOf(request)
  return query.kind === 'decoded' ? (query.values.get('id') ?? '') : ''
}

/** With a word of what was done, for the page that follows. */
export const toldIn = (path: string, done: string): string =>
  `${path}${path.includes('?') ? '&' : '?'}done=${done}`
