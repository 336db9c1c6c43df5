import type { Attempts } from '../../ports/attempts.ts'
import type { ClientRegistry } from '../../ports/registry.ts'
import type { Client } from '../../protocol/client/client.ts'
import { type ClientCredentials, readClientCredentials } from '../../protocol/client/credentials.ts'
import { OAuthError } from '../../protocol/oauth-error.ts'
import { firstBroken } from '../../protocol/rule.ts'
import {
  type AuthenticatedBy,
  clientRules,
  type TokenRequest,
} from '../../protocol/token/request.ts'

/** A client that has proved who it is, as far as it can. */
export interface AuthenticatedClient extends AuthenticatedBy {
  readonly client: Client
}

/**
 * Who calls (RFC 6749 §2.3)? `address` is the redirect URI of what was granted, for an id that
 * several apps on loopback share. Throws {@link OAuthError}: `invalid_client`, `invalid_request` when
 * there are two answers, `temporarily_unavailable` after too many wrong ones.
 */
export type AuthenticateClient = (
  request: TokenRequest,
  address?: string,
) => Promise<AuthenticatedClient>

interface Needs {
  readonly clients: ClientRegistry
  readonly attempts: Attempts
}

export function createAuthenticateClient({ clients, attempts }: Needs): AuthenticateClient {
  const judge = async (credentials: ClientCredentials, address: string | undefined) => {
    const { clientId } = credentials
    const client = clientId === undefined ? undefined : await clients.find(clientId, address)
    return { client, refusal: firstBroken(clientRules, { credentials, client }) }
  }

  return async (request, address) => {
    const credentials = readClientCredentials(request)
    const limited = createLimit(attempts, credentials, request)
    limited.mustNotWait()
    const { client, refusal } = await judge(credentials, address)
    if (client !== undefined && refusal === undefined) {
      limited.succeeded()
      return { client, method: credentials.method }
    }
    limited.failed()
    throw refused(refusal?.description ?? '', request)
  }
}

/** A secret may be guessed at only so fast; whoever brings none guesses nothing. */
function createLimit(
  attempts: Attempts,
  credentials: ClientCredentials,
  { address }: TokenRequest,
) {
  const name = credentials.clientId ?? ''
  const isGuess = credentials.method !== 'none'
  return {
    mustNotWait(): void {
      const seconds = isGuess ? attempts.waitOf(name, address) : 0
      if (seconds > 0) throw tooMany(seconds)
    },
    succeeded(): void {
      if (isGuess) attempts.succeeded(name, address)
    },
    failed(): void {
      if (isGuess) attempts.failed(name, address)
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
    `The request must wait: this client has failed to authenticate too often. Try again in ${seconds} s.`,
    'RFC 6749 §2.3.1',
  )
