/**
 * Whether an app at an address can sign its users in, as far as the configuration tells.
 *
 * @module
 */

import type { Config } from '../../config/config.ts'
import type { RealmConfig } from '../../config/realm-config.ts'
import { registrationLines } from '../../config/registration-lines.ts'
import type { RegisteredClient } from '../../protocol/client/client.ts'
import { differenceOf, differingLength } from '../../protocol/client/difference.ts'
import {
  isLoopbackHost,
  loopbackOriginOf,
  matchRedirectUri,
} from '../../protocol/client/redirect-uri.ts'
import { siteOf } from '../../protocol/client/site.ts'

export interface Finding {
  readonly kind: 'fault' | 'warning' | 'good'
  readonly what: string
  /** What to do; lines of text. */
  readonly fix?: string
}

/** What is looked at. */
export interface About {
  readonly config: Config
  readonly realm: RealmConfig
  /** Where browsers reach the server. */
  readonly origin: string
  readonly issuer: string
}

export interface AboutApp extends About {
  /** Its redirect URI, or where it runs. */
  readonly address: string
  readonly clientId: string | undefined
  /** The redirect URIs that the running server has of it, where no configuration names it. */
  readonly running: readonly string[]
}

export function checksOfApp(about: AboutApp): readonly Finding[] {
  const { address } = about
  if (!/^https?:\/\//.test(address) || !URL.canParse(address)) {
    const fix =
      'Give the address to which the app is sent back, such as http://localhost:5173/callback.'
    return [{ kind: 'fault', what: `${address} is no address of an app in a browser.`, fix }]
  }
  const app = new URL(address)
  return [
    ...schemeOf(app),
    ...hostOf(app, about),
    ...registrationOf(about),
    ...cookiesBetween(app, about),
  ]
}

function schemeOf({ protocol, hostname }: URL): readonly Finding[] {
  if (protocol === 'https:' || isLoopbackHost(hostname)) return []
  return [
    {
      kind: 'fault',
      what: `http is for this machine only, and ${hostname} is not: tokens would travel unprotected, and no redirect URI of http is taken there (RFC 9700 §2.6).`,
      fix: 'Serve the app by https, or open it at http://localhost.',
    },
  ]
}

function hostOf(app: URL, { origin }: About): readonly Finding[] {
  if (app.hostname === '0.0.0.0') {
    const fix = `Open the app at http://localhost${app.port === '' ? '' : `:${app.port}`}.`
    return [
      { kind: 'fault', what: '0.0.0.0 is where a server listens, and no address to open.', fix },
    ]
  }
  if (app.origin !== origin) return []
  return [
    {
      kind: 'fault',
      what: `${app.origin} is the server itself: an app needs a port of its own.`,
      fix: 'Give one of them another port: --port, or that of the app.',
    },
  ]
}

/** Redirect URIs are compared character by character (RFC 9700 §2.1). */
function registrationOf(about: AboutApp): readonly Finding[] {
  const { realm, address, clientId, running } = about
  if (running.length > 0) return [runningOf(about)]
  const meant = realm.clients.filter(({ id }) => clientId === undefined || id === clientId)
  const owner = meant.find((client) => matchRedirectUri(client, address) !== undefined)
  if (owner !== undefined) {
    return [{ kind: 'good', what: `The client ${owner.id} is registered with this redirect URI.` }]
  }
  // a client that is registered is held to its own redirect URIs
  const nearest = nearestOf(meant, address)
  if (clientId !== undefined && meant.length > 0) return [notRegistered(about, nearest)]
  if (realm.loopbackClients && loopbackOriginOf(address) !== undefined) {
    return [
      {
        kind: 'good',
        what: 'Any client id that is not registered may come from here, on this machine.',
      },
    ]
  }
  return [notRegistered(about, nearest)]
}

/** An app that was registered while the server runs, as in its console. */
function runningOf({ address, clientId = '', running }: AboutApp): Finding {
  if (running.includes(address)) {
    const what = `The running server has the client ${clientId} with this redirect URI.`
    return { kind: 'good', what }
  }
  return {
    kind: 'fault',
    what: `The running server has the client ${clientId} with ${running.join(', ')}, and not with ${address}.`,
    fix: 'Redirect URIs are compared letter by letter: correct it in Applications of the console, or in the app.',
  }
}

interface Near {
  readonly client: RegisteredClient
  readonly uri: string
}

/** The redirect URI that was probably meant: at most a few characters away. */
function nearestOf(clients: readonly RegisteredClient[], address: string): Near | undefined {
  const all = clients.flatMap((client) => client.redirectUris.map((uri) => ({ client, uri })))
  const [first] = all
    .map((near) => ({ ...near, away: differingLength(near.uri, address) }))
    .toSorted((a, b) => a.away - b.away)
  return first !== undefined && first.away <= address.length / 2 ? first : undefined
}

function notRegistered({ address, clientId }: AboutApp, near: Near | undefined): Finding {
  const lines = registrationLines({
    clientId: clientId ?? near?.client.id ?? 'my-app',
    redirectUris: [address],
    responseTypes: ['code'],
  })
  if (near === undefined) {
    const what = `No client${clientId === undefined ? '' : ` ${clientId}`} is registered with ${address}.`
    return { kind: 'fault', what, fix: `Write into fragrant.yaml:\n${lines}` }
  }
  const { remark } = differenceOf(address, near.uri)
  return {
    kind: 'fault',
    what: `${near.client.id} is registered with ${near.uri}, and not with ${address}. ${remark.replace('The request', 'The app')}`,
    fix: 'Redirect URIs are compared letter by letter: make both the same.',
  }
}

/** An iframe of another site brings no cookies in Safari and Firefox, nor does a Lax one anywhere. */
function cookiesBetween(app: URL, { origin }: About): readonly Finding[] {
  const server = new URL(origin)
  if (siteOf(app.hostname) === siteOf(server.hostname)) return []
  const bothHere = isLoopbackHost(app.hostname) && isLoopbackHost(server.hostname)
  const fix = bothHere
    ? `Open the app at ${app.protocol}//${server.hostname}${app.port === '' ? '' : `:${app.port}`}, by the name that the issuer has.`
    : 'Renew by refresh tokens (offline_access), or give the server a name on the site of the app.'
  return [
    {
      kind: 'warning',
      what: `${app.hostname} and ${server.hostname} are two sites: the session cookie does not come along in an iframe, so silent renewal (prompt=none) answers login_required.`,
      fix,
    },
  ]
}
