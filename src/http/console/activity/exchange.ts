import { realmPaths } from '../../../protocol/paths.ts'
import type { NamedValue, ShownClaim, ShownToken } from '../../pages/models/activity.ts'
import type { PageModels } from '../../pages/models/pages.ts'
import { momentOf } from '../../pages/moment.ts'
import type { Realm } from '../../realm.ts'
import { judgedBy } from './rules.ts'
import type { TestSeed } from './seed.ts'
import { repeating } from './snippets.ts'
import type { WrittenExchange, WrittenToken } from './written.ts'

type Model = PageModels['console/exchange']

/** All that is known of one exchange. */
export function exchangeModel(
  realm: Realm,
  exchange: WrittenExchange,
  { seed, ...around }: Pick<Model, 'sentence' | 'thread'> & { readonly seed: TestSeed },
): Model {
  const { request, response, tokens, took } = exchange
  return {
    ...around,
    id: exchange.id,
    activity: realm.basePath + realmPaths.activity,
    took: `${took} ms`,
    request: {
      method: request.method,
      url: request.url,
      parameters: valuesOf(request.parameters),
      repeated: request.repeated,
      headers: valuesOf(request.headers),
      body: request.body === undefined ? undefined : JSON.stringify(request.body, null, 2),
    },
    rules: judgedBy(exchange),
    tokens: tokens.map(tokenOf),
    answer: {
      status: response.status,
      mode: response.mode,
      parameters: valuesOf(response.parameters),
      headers: valuesOf(response.headers),
    },
    again: againIn(realm, exchange),
    asked: isPage(exchange) ? request.url : undefined,
    snippets: repeating(exchange, realm.origin, seed),
  }
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? '')

const valuesOf = (values: Readonly<Record<string, unknown>>): readonly NamedValue[] =>
  Object.entries(values).map(([name, value]) => ({ name, value: textOf(value) }))

const tokenOf = ({ name, sentIn, header, claims }: WrittenToken): ShownToken => ({
  title: `${name} of the ${sentIn === 'request' ? 'request' : 'answer'}`,
  header: JSON.stringify(header),
  claims: Object.entries(claims).map(claimOf),
})

const times = new Set(['iat', 'exp', 'nbf', 'auth_time', 'updated_at'])

/** Seconds since 1970 are shown in words too. */
function claimOf([name, value]: readonly [string, unknown]): ShownClaim {
  const isTime = times.has(name) && typeof value === 'number' && value > 0 && value < 1e11
  return { name, value: textOf(value), time: isTime ? momentOf(value) : undefined }
}

/** What the form of the playground has fields for. */
const ofPlayground = ['response_type', 'scope', 'prompt', 'login_hint', 'response_mode', 'max_age']

function againIn(realm: Realm, { endpoint, request }: WrittenExchange): string | undefined {
  if (endpoint !== 'authorize' || !realm.playground) return undefined
  const query = new URLSearchParams()
  for (const name of ofPlayground) {
    const value = request.parameters[name]
    if (typeof value === 'string') query.set(name, value)
  }
  return `${realm.basePath}${realmPaths.playground}?${query}`
}

/** A page that said why: it can be opened again. */
const isPage = ({ endpoint, request, response }: WrittenExchange): boolean =>
  endpoint === 'authorize' &&
  request.method === 'GET' &&
  response.status >= 400 &&
  !request.url.includes('[redacted]')
