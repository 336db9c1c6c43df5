/**
 * Every route of a server, read from its router, so that a test speaks of those that are there.
 *
 * @module
 */

import type { FastifyInstance } from 'fastify'

export interface KnownRoute {
  /** As it was registered: `/login/:id`. */
  readonly path: string
  readonly methods: readonly string[]
}

/** Reads the tree that Fastify prints; a line is a part of a path under the line above it. */
export function routesOf(app: FastifyInstance): readonly KnownRoute[] {
  const above: string[] = []
  const lines = app.printRoutes({ commonPrefix: false }).split('\n')
  return lines.flatMap((line) => {
    const [, indent = '', part = '', methods = ''] =
      /^([│ ]*)[├└]── (\S*) \((.+)\)$/.exec(line) ?? []
    if (methods === '') return []
    const depth = indent.length / 4
    above.length = depth
    above.push(part)
    return [{ path: above.join(''), methods: methods.split(', ') }]
  })
}

/** The path with its parameters filled in; each that `values` lacks is a name that nothing has. */
export function filledIn(path: string, values: Readonly<Record<string, string>> = {}): string {
  return path.replace(/:(\w+)/g, (_, name: string) => values[name] ?? 'nothing-has-this-name')
}
