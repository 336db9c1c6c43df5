/**
 * The server that the corpora are run against: strict mode on plain http on loopback, the clients
 * of the fixture, and the sessions that it names, each won by a real login.
 *
 * @module
 */

import { randomBytes, scryptSync } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseOptions } from '../../src/config/config.ts'
import { createServer } from '../../src/server.ts'
import { authorizeCorpus, type FixtureClient, redirectCorpus, type SessionName } from './corpus.ts'
import { createHostileTokens, type HostileTokens } from './hostile-tokens.ts'
import { formsOf } from './pages.ts'
import { createRawClient, encodeParameters, type RawClient, requestBytes } from './raw-http.ts'

export interface CorpusServer {
  readonly client: RawClient
  readonly host: string
  readonly issuer: string
  readonly cookieName: string
  /** The value of the session cookie, or undefined for none. */
  readonly sessions: Readonly<Record<SessionName, string | undefined>>
  readonly tokens: HostileTokens
  readonly log: () => string
  /** What may never stand in the log. */
  readonly secrets: readonly string[]
  close(): Promise<void>
}

const passwords = {
  alice: 'correct-horse-of-alice',
  bob: 'correct-horse-of-bob',
  carol: 'correct-horse-of-carol',
} as const

type UserName = keyof typeof passwords

/** The cheapest hash that the server takes: tests log in often. */
function hashed(password: string): string {
  const salt = randomBytes(16)
  const hash = scryptSync(password, salt, 32, { N: 2 ** 10, r: 1, p: 1 })
  const text = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')
  return `$scrypt$ln=10,r=1,p=1$${text(salt)}$${text(hash)}`
}

const clientOf = ({ client_id, response_modes, scopes, ...rest }: FixtureClient) => ({
  client_id,
  redirect_uris: rest.redirect_uris,
  post_logout_redirect_uris: rest.redirect_uris,
  response_types: rest.response_types ?? ['id_token token'],
  ...(rest.enabled === false && { enabled: false }),
  ...(rest.application_type && { application_type: rest.application_type }),
  ...(response_modes && { response_modes }),
  ...(scopes && { scope: scopes }),
})

const optionsOf = (dataDir: string, isCarolEnabled: boolean) => ({
  mode: 'strict',
  port: 0,
  data_dir: dataDir,
  loopback_clients: false,
  log: { level: 'trace', format: 'json' },
  scopes: [{ name: 'admin', words: 'run everything' }],
  clients: [...authorizeCorpus.fixture.clients, redirectCorpus.loopback_native.client].map(
    clientOf,
  ),
  users: Object.entries(passwords).map(([username, password]) => ({
    username,
    sub: username,
    password: hashed(password),
    claims: { name: username, email: `${username}@example.com`, email_verified: true },
    enabled: username !== 'carol' || isCarolEnabled,
  })),
})

/**
 * Starts a server. Consent belongs to a user and not to a session, so a server knows either the
 * sessions that come with consent or those that come without.
 */
export async function startCorpusServer({ consent }: { readonly consent: boolean }) {
  const folder = await mkdtemp(join(tmpdir(), 'fragrant-corpus-'))
  const clock = { time: 1_800_000_000, now: () => clock.time }
  const lines: string[] = []
  const logTo = {
    write: (line: string) => void lines.push(line),
    later: (work: () => void) => work(),
    dropped: 0,
    flush: async () => true,
  }
  const server = await createServer(parseOptions(optionsOf(folder, true)), { clock, logTo })
  const { issuer } = await server.listen()
  const { port } = new URL(issuer)
  const client = createRawClient(Number(port))
  const cookieName = `fragrant_session_${port}`

  const logIn = (user: UserName) => signIn({ client, user, consent, cookieName })
  clock.time -= 3600
  const anHourAgo = await logIn('alice')
  clock.time += 3600
  const fresh = await logIn('alice')
  const disabled = await logIn('carol')
  server.reload(parseOptions(optionsOf(folder, false)))

  const cookie = `${cookieName}=${fresh.session}`
  await client.send(requestBytes({ host: client.host, target: '/.well-known/jwks.json' }))
  const accessToken = consent ? await silentAccessToken(client, cookie) : 'e30.e30.e30'
  const tokens = await createHostileTokens({
    issuer,
    now: clock.time,
    privateJwks: JSON.parse(await readFile(join(folder, 'keys.json'), 'utf8')).keys,
    accessToken,
  })
  const sessions = {
    none: undefined,
    alice: fresh.session,
    'alice+consent': fresh.session,
    'alice-1h-ago+consent': anHourAgo.session,
    'disabled-user': disabled.session,
    tampered: tampered(fresh.session),
  }
  return {
    client,
    host: client.host,
    issuer,
    cookieName,
    sessions,
    tokens,
    log: () => lines.join(''),
    secrets: [
      ...Object.values(passwords),
      ...[fresh, anHourAgo, disabled].flatMap(({ session, binding }) => [session, binding]),
      ...[...tokens.values()].flat().filter((token) => token.length > 40),
    ],
    async close() {
      client.close()
      await server.close()
      await rm(folder, { recursive: true, force: true })
    },
  } satisfies CorpusServer
}

const tampered = (session: string): string =>
  (session.startsWith('A') ? 'B' : 'A') + session.slice(1)

const request = {
  client_id: 'spa',
  redirect_uri: 'https://app.example.com/cb',
  response_type: 'id_token token',
  scope: 'openid profile',
  state: 'st-login',
  nonce: 'n-login',
}

interface StartSession {
  readonly client: RawClient
  readonly user: UserName
  readonly consent: boolean
  readonly cookieName: string
}

/** Logs in over HTTP, and approves the request for good where `consent` says so. */
async function signIn({ client, user, consent, cookieName }: StartSession) {
  const target = `/authorize?${encodeParameters(Object.entries(request))}`
  const { host } = client
  const begun = await client.send(requestBytes({ host, target }))
  const login = locationOf(begun)
  const binding = cookieIn(begun.all('set-cookie'), 'fragrant_browser')
  const bindingCookie = `fragrant_browser_${new URL(`http://${host}`).port}=${binding}`
  const password = passwords[user]
  const entered = await submit(client, login, bindingCookie, { username: user, password })
  const session = cookieIn(entered.all('set-cookie'), cookieName)
  const cookie = `${bindingCookie}; ${cookieName}=${session}`
  const next = locationOf(entered)
  if (consent && next.startsWith('/consent/')) {
    await submit(client, next, cookie, { decision: 'remember' })
  }
  return { session, binding }
}

async function submit(
  client: RawClient,
  target: string,
  cookie: string,
  values: Readonly<Record<string, string>>,
) {
  const { host } = client
  const page = await client.send(requestBytes({ host, target, cookie }))
  const csrf = formsOf(page.body)[0]?.fields.find(([name]) => name === 'csrf')?.[1] ?? ''
  const body = encodeParameters(Object.entries({ csrf, ...values }))
  return client.send(requestBytes({ host, method: 'POST', target, cookie, body }))
}

async function silentAccessToken(client: RawClient, cookie: string): Promise<string> {
  const target = `/authorize?${encodeParameters(Object.entries({ ...request, prompt: 'none' }))}`
  const answer = await client.send(requestBytes({ host: client.host, target, cookie }))
  const fragment = new URLSearchParams(locationOf(answer).split('#')[1])
  const token = fragment.get('access_token')
  if (token === null) throw new Error(`No access token for the fixture: ${fragment}`)
  return token
}

function locationOf(answer: { readonly status: number; header(name: string): string | undefined }) {
  const location = answer.header('location')
  if (location === undefined) throw new Error(`A redirect was due, not ${answer.status}.`)
  return location
}

function cookieIn(setCookies: readonly string[], name: string): string {
  const found = setCookies.find((cookie) => cookie.startsWith(name))
  const value = found === undefined ? undefined : /=([^;]+)/.exec(found)?.[1]
  if (value === undefined) throw new Error(`The cookie ${name} was to be set.`)
  return value
}
