/**
 * Every route of the app by path, so that what no route takes can still be told apart: a path that we
 * know with a method that it does not have, and a path that we do not know. Asked only then.
 *
 * @module
 */
import type { FastifyInstance, RouteOptions } from 'fastify'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Errors of this route are JSON; otherwise they are pages. */
    readonly json?: boolean
    /** Scripts of any origin may read the answers of this route. */
    readonly browsers?: boolean
  }
}

export interface KnownPath {
  readonly methods: ReadonlySet<string>
  /** The value of an Allow header. */
  readonly allow: string
  readonly json: boolean
  readonly browsers: boolean
}

export interface RouteTable {
  /** What is known of a path (no query), or undefined. */
  find(path: string): KnownPath | undefined
}

interface Row {
  readonly segments: readonly string[]
  /** Read when asked: a hook of an inner scope may have added to the config by then. */
  readonly route: RouteOptions
}

/** Must come before the first route: it hears of each as it is added. */
export function gatherRoutes(app: FastifyInstance): RouteTable {
  const rows: Row[] = []
  app.addHook('onRoute', (route) => {
    rows.push({ segments: route.url.split('/'), route })
    // The root of a prefix answers with a slash at its end too, which Fastify does not tell of.
    if (route.routePath === '') rows.push({ segments: `${route.url}/`.split('/'), route })
  })
  return {
    find(path) {
      const sent = path.split('/')
      const routes = rows.filter((row) => matches(row.segments, sent)).map((row) => row.route)
      return routes.length === 0 ? undefined : describe(routes)
    },
  }
}

/** As the router has it: `:name` stands for one segment, even an empty one, a last `*` for the rest. */
function matches(segments: readonly string[], sent: readonly string[]): boolean {
  const open = segments.at(-1) === '*'
  const fixed = open ? segments.slice(0, -1) : segments
  if (open ? sent.length < segments.length : sent.length !== segments.length) return false
  return fixed.every((segment, at) => segment.startsWith(':') || segment === sent[at])
}

function describe(routes: readonly RouteOptions[]): KnownPath {
  const methods = new Set(routes.flatMap((route) => route.method))
  return {
    methods,
    allow: [...methods].sort().join(', '),
    json: routes.some((route) => route.config?.json === true),
    browsers: routes.some((route) => route.config?.browsers === true),
  }
}
