/**
 * Whether the server of a configuration runs, is the one that is meant, and knows the time.
 *
 * @module
 */

import { basePathOf, realmPaths } from '../../protocol/paths.ts'
import { isPossible } from '../../protocol/time.ts'
import { type Answer, ask } from '../ask.ts'
import { registeredIn } from '../refused-page.ts'
import type { About, Finding } from './app-checks.ts'

/** Seconds that clocks may differ before tokens seem to come from the future, or to have expired. */
const tolerance = 30

export async function checksOfServer(about: About): Promise<readonly Finding[]> {
  return [...(await running(about)), ...behindProxy(about)]
}

async function running(about: About): Promise<readonly Finding[]> {
  const { host, port, tls } = about.config
  if (port === 0) {
    return [
      { kind: 'warning', what: 'With port 0 the issuer is another one at each start: set a port.' },
    ]
  }
  const path = basePathOf(about.realm.id) + realmPaths.openidMetadata
  try {
    const answer = await ask({ reach: { host, port, https: tls.kind !== 'off' }, path })
    return [...whoAnswers(answer, about), ...clockOf(answer)]
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ECONNREFUSED') {
      const what = `No server listens on ${host}, port ${port}: what runs there cannot be looked at.`
      return [{ kind: 'warning', what, fix: 'Start it (npm start), then ask again.' }]
    }
    const what = `Something else than this server answers on port ${port} (${(error as Error).message}).`
    return [{ kind: 'fault', what, fix: 'Stop it, or take another port: --port.' }]
  }
}

/** No app has it, and none on this machine is accepted by it. */
const noRedirect = 'https://doctor.invalid/'

/**
 * The redirect URIs that the running server has of a client which its configuration does not name, as its
 * page tells them where another one is sent; empty where there is no such client, or none is told.
 */
export async function registeredAt(about: About, clientId: string): Promise<readonly string[]> {
  const { config, realm } = about
  if (config.port === 0 || realm.clients.some(({ id }) => id === clientId)) return []
  const reach = { host: config.host, port: config.port, https: config.tls.kind !== 'off' }
  const query = new URLSearchParams({ client_id: clientId, redirect_uri: noRedirect })
  const path = `${basePathOf(realm.id)}${realmPaths.authorize}?${query}`
  const headers = { accept: 'text/html' }
  return ask({ reach, path, headers }).then(
    ({ body }) => registeredIn(body),
    () => [],
  )
}

function whoAnswers({ status, body }: Answer, { issuer, config }: About): readonly Finding[] {
  const answered = issuerIn(body)
  if (status === 200 && answered === issuer) {
    return [{ kind: 'good', what: `The server runs, and its issuer is ${issuer}.` }]
  }
  const what =
    answered === undefined
      ? `Something else than this server answers on port ${config.port}.`
      : `The server on port ${config.port} says that its issuer is ${answered}, not ${issuer}: apps that compare it refuse its tokens (OIDC Discovery §4.3).`
  return [
    { kind: 'fault', what, fix: 'Start it anew by this configuration, or take another port.' },
  ]
}

function issuerIn(body: string): string | undefined {
  try {
    const { issuer } = JSON.parse(body) as { readonly issuer?: unknown }
    return typeof issuer === 'string' ? issuer : undefined
  } catch {
    return undefined
  }
}

/** A server in a container or behind a proxy may have another clock than this machine. */
function clockOf({ headers: { date } }: Answer): readonly Finding[] {
  const here = Math.floor(Date.now() / 1000)
  if (!isPossible(here)) {
    const what = 'The clock of this machine is before 2020: no tokens are issued until it is set.'
    return [{ kind: 'fault', what, fix: 'Set the clock.' }]
  }
  const away = Math.abs(Date.parse(date ?? '') / 1000 - here)
  if (!(away > tolerance)) return []
  const what = `The clock of the server is ${Math.round(away)} seconds away from that of this machine: fresh tokens look expired, or not yet valid.`
  return [{ kind: 'fault', what, fix: 'Let both follow one time server (NTP).' }]
}

function behindProxy({ config, origin }: About): readonly Finding[] {
  if (!config.behindProxy) return []
  const { host } = new URL(origin)
  const forwarded = config.trustProxy.length > 0 ? ' and X-Forwarded-For' : ''
  const what = `The proxy must pass on Host: ${host}${forwarded}: the server answers to no other name.`
  return [{ kind: 'good', what }]
}
