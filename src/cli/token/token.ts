/**
 * `fragrant token`: signs a user in at the server of this configuration, as an app does, and prints the
 * access token.
 *
 * @module
 */

import { createHash, randomBytes } from 'node:crypto'
import type { Config } from '../../config/config.ts'
import { loadConfig } from '../../config/load.ts'
import type { RealmConfig } from '../../config/realm-config.ts'
import { didYouMean } from '../../config/source/nearest.ts'
import { basePathOf, realmPaths } from '../../protocol/paths.ts'
import type { TokenArguments } from '../arguments.ts'
import { ask, type Question } from '../ask.ts'
import { type Console, type ExitCode, exitCodes, forTerminal } from '../console.ts'
import { walk } from './front-channel.ts'

/** An app that nobody has registered, as the documentation calls it. */
const usualApp = { id: 'my-app', redirectUri: 'http://localhost:5173/callback' }

type Told<Value> = { readonly kind: 'good'; readonly value: Value } | Problem

interface Problem {
  readonly kind: 'problem'
  readonly problem: string
}

/** @throws {ConfigError} when the configuration cannot be used. */
export async function printToken(asked: TokenArguments, console: Console): Promise<ExitCode> {
  const { environment, folder, output, errors } = console
  const { config } = loadConfig({ flags: asked.flags, environment, folder })
  const told = await tokenOf(asked, config)
  if (told.kind === 'problem') {
    errors.write(forTerminal(`${told.problem}\n`))
    return exitCodes.failed
  }
  const { access_token: token } = told.value
  const text = asked.json ? JSON.stringify(told.value, undefined, 2) : token
  output.write(forTerminal(`${text}\n`))
  return exitCodes.done
}

async function tokenOf(asked: TokenArguments, config: Config): Promise<Told<TokenAnswer>> {
  const { host, port, tls } = config
  if (port === 0) return problem('With port 0 nobody knows where the server listens: set a port.')
  const reach = { host, port, https: tls.kind !== 'off' }
  const realm = realmOf(asked.realm, config)
  if (realm.kind === 'problem') return realm
  const app = appOf(asked, realm.value)
  if (app.kind === 'problem') return app
  try {
    return await askForToken(asked, { ...app.value, realm: realm.value, reach })
  } catch (error) {
    const { message } = error as Error
    return problem(`No server answers on port ${port}: start it with npm start. ${message}`)
  }
}

const problem = (text: string): Problem => ({ kind: 'problem', problem: text })

function realmOf(id = 'default', { realms }: Config): Told<RealmConfig> {
  const found = realms.find((realm) => realm.id === id)
  if (found !== undefined) return { kind: 'good', value: found }
  return problem(
    `There is no realm ${id}.${didYouMean(
      id,
      realms.map((realm) => realm.id),
    )}`,
  )
}

interface App {
  readonly id: string
  readonly redirectUri: string
  readonly responseType: 'code' | 'token' | 'id_token token'
}

/** The app as it is registered, else one that the server takes in from loopback. */
function appOf({ client, redirectUri }: TokenArguments, { clients }: RealmConfig): Told<App> {
  const id = client ?? usualApp.id
  const registered = clients.find((one) => one.id === id)
  if (registered === undefined) {
    const to = redirectUri ?? usualApp.redirectUri
    return { kind: 'good', value: { id, redirectUri: to, responseType: 'code' } }
  }
  if (!registered.auth.methods.includes('none')) {
    return problem(
      `The client ${id} authenticates: it asks for its tokens by itself, as its server does.`,
    )
  }
  const to = redirectUri ?? registered.redirectUris[0]
  const responseType = responseTypes.find((one) => registered.responseTypes.includes(one))
  if (to === undefined || responseType === undefined) {
    return problem(`The client ${id} is registered for no access token that a user gives it.`)
  }
  return { kind: 'good', value: { id, redirectUri: to, responseType } }
}

/** The safest first. */
const responseTypes = ['code', 'id_token token', 'token'] as const

interface Asking extends App {
  readonly realm: RealmConfig
  readonly reach: Question['reach']
}

/** Code + PKCE, or the implicit grant where the app is registered for that alone. */
async function askForToken(asked: TokenArguments, asking: Asking): Promise<Told<TokenAnswer>> {
  const { realm, reach } = asking
  const user = asked.user ?? realm.accounts.find((one) => one.user.enabled)?.user.username
  if (user === undefined) return problem(`The realm ${realm.id} has no user who may sign in.`)
  const verifier = randomBytes(32).toString('base64url')
  const query = requestOf(asked, asking, verifier)
  const path = `${basePathOf(realm.id)}${realmPaths.authorize}?${query}`
  const walked = await walk(reach, path, user)
  if (walked.kind === 'stopped') {
    const [redirectUri] = walked.registered ?? []
    // the server knows an app that its configuration does not, as one of the console
    return redirectUri === undefined || asked.redirectUri !== undefined
      ? problem(walked.why)
      : askForToken({ ...asked, redirectUri }, { ...asking, redirectUri })
  }
  const code = walked.parameters.get('code')
  const answer =
    code === null ? Object.fromEntries(walked.parameters) : await redeem(code, verifier, asking)
  return answer['access_token'] === undefined
    ? problem(refusalIn(answer))
    : { kind: 'good', value: { ...answer, access_token: answer['access_token'] } }
}

function requestOf(
  { scope = 'openid', audience }: TokenArguments,
  { id, redirectUri, responseType }: App,
  verifier: string,
): URLSearchParams {
  const challenge = createHash('sha256').update(verifier).digest('base64url')
  return new URLSearchParams({
    ...{ response_type: responseType, client_id: id, redirect_uri: redirectUri, scope },
    state: randomBytes(8).toString('base64url'),
    ...(responseType === 'code'
      ? { code_challenge: challenge, code_challenge_method: 'S256' }
      : { nonce: randomBytes(8).toString('base64url') }),
    ...(audience !== undefined && { audience }),
  })
}

async function redeem(
  code: string,
  verifier: string,
  { realm, reach, id, redirectUri }: Asking,
): Promise<Answered> {
  const form = new URLSearchParams({
    grant_type: 'authorization_code',
    ...{ code, client_id: id, redirect_uri: redirectUri, code_verifier: verifier },
  }).toString()
  const path = basePathOf(realm.id) + realmPaths.token
  const { body } = await ask({ reach, path, form })
  return JSON.parse(body) as Answered
}

/** RFC 6749 §5.1, §5.2 and §4.2.2. */
type Answered = Readonly<Record<string, string>>

type TokenAnswer = Answered & { readonly access_token: string }

const refusalIn = ({ error = 'no token came', error_description: why = '' }: Answered): string =>
  `Refused: ${error}. ${why}`.trim()
