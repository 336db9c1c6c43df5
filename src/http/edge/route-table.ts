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

/** What is known of a path (no query), or undefined. */
export type RouteTable = (path: string) => KnownPath | undefined

/** Must come before the first route: it hears of each as it is added. */
export function gatherRoutes(app: FastifyInstance): RouteTable {
  // Read when asked: a hook of an inner scope may have added to the config by then.
  const routes: { readonly pattern: RegExp; readonly route: RouteOptions }[] = []
  app.addHook('onRoute', (route) => void routes.push({ pattern: patternOf(route), route }))
  return (path) => {
    const known = routes.filter(({ pattern }) => pattern.test(path)).map(({ route }) => route)
    return known.length === 0 ? undefined : describe(known)
  }
}

/**
 * As the router has it: `:name` stands for one segment, even an empty one, a last `*` for the rest.
 * The root of a prefix answers with a slash at its end too, which Fastify does not tell of.
 */
function patternOf({
  url,
  routePath,
}: {
  readonly url: string
  readonly routePath: string
}): RegExp {
  const path = url.replaceAll('.', '[.]').replace(/:\w+/g, '[^/]*').replace(/\*$/, '.*')
  return new RegExp(`^${path}${routePath === '' ? '/?' : ''}$`)
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
