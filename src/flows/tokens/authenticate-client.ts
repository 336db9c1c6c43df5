import type { Attempts } from '../../ports/attempts.ts'
import type { ClientSignatures } from '../../ports/client-signatures.ts'
import type { Clock } from '../../ports/clock.ts'
import type { ClientRegistry } from '../../ports/registry.ts'
import type { Store } from '../../ports/store.ts'
import type { Client } from '../../protocol/client/client.ts'
import { type ClientCredentials, readClientCredentials } from '../../protocol/client/credentials.ts'
import { OAuthError } from '../../protocol/oauth-error.ts'
import { realmPaths } from '../../protocol/paths.ts'
import { issuerFor, type Provider, pathsFor } from '../../protocol/provider/provider.ts'
import { firstBroken } from '../../protocol/rule.ts'
import { digestOf } from '../../protocol/secrets.ts'
import {
  assertionRules,
  onceRules,
  rememberedUntil,
  subjectOf,
} from '../../protocol/token/assertion.ts'
import {
  type AuthenticatedBy,
  clientRules,
  type TokenRequest,
} from '../../protocol/token/request.ts'
import type { Proof } from './read-proof.ts'

/** A client that has proved who it is, as far as it can. */
export interface AuthenticatedClient extends AuthenticatedBy {
  readonly client: Client
}

/** One whose request may prove a key besides. */
export interface ProvedClient extends AuthenticatedClient {
  readonly proof: Proof | undefined
}

/**
 * Who calls (RFC 6749 §2.3)? `address` is the redirect URI of what was granted, for an id that
 * several apps on loopback share. Throws {@link OAuthError}: `invalid_client`, `invalid_request` when
 * there are two answers, `temporarily_unavailable` after too many wrong ones.
 */
export interface AuthenticateClient {
  (request: TokenRequest, address?: string): Promise<AuthenticatedClient>
  /** Says that it will be asked in a moment: what it waits for is asked for together with other things. */
  expect(request: TokenRequest): void
}

interface Needs {
  readonly issuer: string
  /** What the paths of the realm stand below. */
  readonly address: string
  readonly provider: Provider | undefined
  readonly clients: ClientRegistry
  readonly attempts: Attempts
  readonly signatures: ClientSignatures
  /** How often the assertions of clients were used, by client and `jti`. */
  readonly usedAssertions: Store<number>
  readonly clock: Clock
}

export function createAuthenticateClient(needs: Needs): AuthenticateClient {
  const { issuer, address, provider, clients, attempts, signatures, usedAssertions, clock } = needs
  const called = calledPaths.flatMap((path) => pathsFor(provider, path))
  const addresses = [issuer, ...called.map((path) => address + path)]

  const judgeAssertion = async (assertion: string, client: Client) => {
    const claims = await signatures.read(assertion, client.auth.keys)
    const audiences = [...addresses, issuerFor(needs, client.id)]
    const read = { claims, clientId: client.id, audiences, now: clock.now() }
    const refusal = firstBroken(assertionRules, read)
    if (refusal !== undefined) return refusal
    const key = digestOf(`${client.id}\n${claims?.['jti']}`)
    const uses = await usedAssertions.upsert(key, (before = 0) => before + 1, rememberedUntil(read))
    return firstBroken(onceRules, { uses })
  }

  const judge = async (credentials: ClientCredentials, address: string | undefined) => {
    const { clientId } = credentials
    const client = clientId === undefined ? undefined : await clients.find(clientId, address)
    const refusal = firstBroken(clientRules, { credentials, client })
    if (refusal !== undefined || client === undefined) return { client, refusal }
    if (credentials.method !== 'private_key_jwt') return { client, refusal }
    return { client, refusal: await judgeAssertion(credentials.assertion, client) }
  }

  const authenticate = async (request: TokenRequest, address?: string) => {
    const credentials = withItsClient(readClientCredentials(request))
    const limited = createLimit(attempts, credentials, request)
    await limited.mustNotWait()
    const { client, refusal } = await judge(credentials, address)
    if (client !== undefined && refusal === undefined) {
      await limited.succeeded()
      return { client, method: credentials.method }
    }
    // Of a client that nobody knows there is no secret to guess.
    if (client !== undefined) await limited.failed()
    throw refused(refusal?.description ?? '', request)
  }
  return Object.assign(authenticate, {
    expect(request: TokenRequest): void {
      if (attempts.expect === undefined) return
      createLimit(attempts, readClientCredentials(request), request).expect()
    },
  })
}

const calledPaths = [
  realmPaths.token,
  realmPaths.pushedRequests,
  realmPaths.revoke,
  realmPaths.introspect,
]

/** An assertion names its client by itself (RFC 7521 §4.2). */
const withItsClient = (credentials: ClientCredentials): ClientCredentials =>
  credentials.method === 'private_key_jwt'
    ? { ...credentials, clientId: credentials.clientId ?? subjectOf(credentials.assertion) }
    : credentials

/** A secret may be guessed at only so fast; a signature cannot be guessed, nor what is not there. */
function createLimit(
  attempts: Attempts,
  credentials: ClientCredentials,
  { address }: TokenRequest,
) {
  const name = credentials.clientId ?? ''
  const isGuess = 'secret' in credentials
  return {
    expect(): void {
      if (isGuess) attempts.expect?.(name, address)
    },
    async mustNotWait(): Promise<void> {
      const seconds = isGuess ? await attempts.waitOf(name, address) : 0
      if (seconds > 0) throw tooMany(seconds)
    },
    async succeeded(): Promise<void> {
      if (isGuess) await attempts.succeeded(name, address)
    },
    async failed(): Promise<void> {
      if (isGuess) await attempts.failed(name, address)
    },
  }
}

/** The header is asked for where it was used, and only there (RFC 6749 §5.2). */
const refused = (description: string, { authorization }: TokenRequest): OAuthError =>
  new OAuthError(
    'invalid_client',
    description,
    'RFC 6749 §5.2',
    authorization === undefined ? undefined : 'Basic',
  )

const tooMany = (seconds: number): OAuthError =>
  new OAuthError(
    'temporarily_unavailable',
    `The request must wait: too many wrong client secrets came from its network address. Try again in ${seconds} s.`,
    'RFC 6749 §2.3.1',
  )
