/**
 * A server, and the clients that try what its metadata say.
 *
 * @module
 */

import type { FragrantOptions } from '../../src/index.ts'
import { startServer, type TestServer } from './server.ts'
import { type StaticServer, serveApp } from './static-server.ts'
import { createVisitor, type Visitor } from './visitor.ts'

/** Metadata by their names, of a server or a client. */
export type Metadata = Readonly<Record<string, unknown>>

export interface RelyingParty {
  readonly id: string
  readonly redirectUri: string
  readonly secret: string
  /** What it registered, or its operator for it. */
  readonly metadata: Metadata
}

export interface Provider {
  readonly issuer: string
  readonly document: Metadata
  readonly mode: 'local' | 'strict'
  readonly server: TestServer
  /** Where apps hear of a logout. */
  readonly site: StaticServer
  /** The browser of alice, who signs in once. */
  readonly alice: Visitor
  /** The clients of the configuration. */
  readonly clients: readonly RelyingParty[]
  /** The address of an endpoint, as the metadata say it. */
  at(member: string): string
  /**
   * A client that has all of `needs`: of the configuration, or registered where the server lets it.
   * Undefined where no client can have it.
   */
  find(needs: Metadata): Promise<RelyingParty | undefined>
  /** The same; throws where there is none, since what is advertised is what some client may use. */
  clientWith(needs: Metadata): Promise<RelyingParty>
  /** Registers at the endpoint that the metadata name; undefined where they name none. */
  register(metadata: Metadata): Promise<{ status: number; body: Metadata } | undefined>
  close(): Promise<void>
}

export const initialAccessToken = 'an-initial-access-token'

export const usualRedirectUri = 'https://app.example/callback'

export async function startProvider(
  options: FragrantOptions,
  site: StaticServer,
): Promise<Provider> {
  const server = await startServer(options)
  const { issuer } = server
  const answer = await fetch(`${issuer}/.well-known/openid-configuration`)
  const document = (await answer.json()) as Metadata
  const clients = (options.clients ?? []).map((client) => clientOf(client as Metadata))
  const registered = new Map<string, RelyingParty>()

  const at = (member: string): string => {
    const address = document[member]
    if (typeof address !== 'string') throw new Error(`The metadata name no ${member}.`)
    return address
  }

  const register: Provider['register'] = async (metadata) => {
    if (document['registration_endpoint'] === undefined) return undefined
    const response = await fetch(at('registration_endpoint'), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${initialAccessToken}`,
      },
      body: JSON.stringify({ redirect_uris: [usualRedirectUri], ...metadata }),
    })
    return { status: response.status, body: (await response.json()) as Metadata }
  }

  const find: Provider['find'] = async (needs) => {
    const name = JSON.stringify(needs)
    const known = registered.get(name) ?? clients.find(({ metadata }) => covers(metadata, needs))
    if (known !== undefined) return known
    const answered = await register(needs)
    if (answered?.status !== 201) return undefined
    const client = clientOf(answered.body)
    registered.set(name, client)
    return client
  }

  return {
    mode: options.mode ?? 'local',
    ...{ issuer, document, server, site, clients, at, register, find },
    alice: createVisitor(issuer),
    async clientWith(needs) {
      const client = await find(needs)
      if (client === undefined) {
        throw new Error(`No client can have ${JSON.stringify(needs)}, though it is advertised.`)
      }
      return client
    },
    close: () => server.close(),
  }
}

function clientOf(metadata: Metadata): RelyingParty {
  const [redirectUri = usualRedirectUri] = metadata['redirect_uris'] as readonly string[]
  return {
    id: String(metadata['client_id']),
    redirectUri,
    secret: String(metadata['client_secret'] ?? ''),
    metadata,
  }
}

/** Whether what a client has holds all that is needed; of lists and objects, in each part. */
function covers(has: unknown, needs: unknown): boolean {
  if (Array.isArray(needs)) {
    return needs.every((item) => Array.isArray(has) && has.some((one) => covers(one, item)))
  }
  if (typeof needs !== 'object' || needs === null) return has === needs
  return Object.entries(needs).every(([key, value]) => covers((has as Metadata)?.[key], value))
}

export const startSite = (): Promise<StaticServer> => serveApp({ '/told': () => ({ status: 200 }) })
