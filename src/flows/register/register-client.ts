/**
 * Clients register themselves, and look after what they have registered (RFC 7591, RFC 7592).
 *
 * @module
 */

import type { Clock } from '../../ports/clock.ts'
import type { Entropy } from '../../ports/entropy.ts'
import type { Events } from '../../ports/events.ts'
import type { Store } from '../../ports/store.ts'
import { loopbackOriginOf } from '../../protocol/client/redirect-uri.ts'
import type { SigningAlg } from '../../protocol/keys/signing-alg.ts'
import { OAuthError } from '../../protocol/oauth-error.ts'
import { realmPaths } from '../../protocol/paths.ts'
import {
  isLive,
  needsSecret,
  type Registration,
  readRegistration,
} from '../../protocol/register/registration.ts'
import type { RegistrationTerms } from '../../protocol/register/registration-terms.ts'
import { sameSecret } from '../../protocol/secrets.ts'
import { hashOf } from '../../protocol/token/refresh-token.ts'
import type { ScopeCatalogue } from '../../protocol/userinfo/claims.ts'

type Answer = Readonly<Record<string, unknown>>

/**
 * Each throws {@link OAuthError} and then changes nothing. `token` is a bearer's; `origin`: that of the
 * page that sent the request, as its browser says.
 */
export interface RegisterClient {
  register(sent: unknown, token: string | undefined, origin: string | undefined): Promise<Answer>
  read(id: string, token: string | undefined): Promise<Answer>
  update(id: string, sent: unknown, token: string | undefined): Promise<Answer>
  remove(id: string, token: string | undefined): Promise<void>
  /** Removes one by the word of whoever looks after the realm. */
  forget(id: string): Promise<void>
}

interface Needs {
  /** What the paths of the realm stand below. */
  readonly address: string
  readonly registration: RegistrationTerms
  readonly registrations: Store<Registration>
  readonly scopes: ScopeCatalogue
  readonly mode: 'local' | 'strict'
  readonly algs: readonly SigningAlg[]
  /** Whether this very server answers at an address. */
  readonly isOwnAddress: (url: string) => boolean
  readonly entropy: Entropy
  readonly clock: Clock
  readonly events: Events
  /** Seconds. */
  readonly lifetimes: { readonly accessToken: number }
}

export function createRegisterClient(needs: Needs): RegisterClient {
  const { address, registration: terms, registrations, entropy, clock, events } = needs
  const { algs, isOwnAddress, mode } = needs
  const realm = { scopes: [...needs.scopes.keys()], algs, isOwnAddress, mode }

  const tellOf = ({ clientId, open }: Registration): void =>
    events.emit({ kind: 'client.registered', clientId, open })

  const owned = async (id: string, token: string | undefined): Promise<Registration> => {
    const registration = await registrations.find(id)
    const holds = sameSecret(hashOf(token ?? ''), registration?.tokenHash ?? '')
    if (registration === undefined || !holds || !isLive(registration, terms, clock.now())) {
      throw wrongToken()
    }
    return registration
  }

  const end = async (id: string): Promise<void> => {
    await forget(id, needs)
    events.emit({ kind: 'client.unregistered', clientId: id })
  }

  return {
    async register(sent, token, origin) {
      mustBeAllowed(terms, token, origin)
      const metadata = readRegistration(sent, realm)
      const secret = needsSecret(metadata) ? entropy.secret() : undefined
      const accessToken = entropy.secret()
      const now = clock.now()
      const registration: Registration = {
        clientId: entropy.id(),
        metadata,
        secretHash: secret && hashOf(secret),
        tokenHash: hashOf(accessToken),
        issuedAt: now,
        open: terms.kind === 'open',
        usedAt: undefined,
        removed: false,
      }
      await registrations.put(registration.clientId, registration, Number.POSITIVE_INFINITY)
      tellOf(registration)
      return answerOf(address, registration, accessToken, secret)
    },

    async read(id, token) {
      return answerOf(address, await owned(id, token), token)
    },

    async update(id, sent, token) {
      const before = await owned(id, token)
      const metadata = readRegistration(mustName(sent, before), realm)
      const kept = needsSecret(metadata) ? before.secretHash : undefined
      const secret = needsSecret(metadata) && kept === undefined ? entropy.secret() : undefined
      const secretHash = secret ? hashOf(secret) : kept
      const change = (current: Registration) => ({ ...current, metadata, secretHash })
      const after = await registrations.update(id, change)
      if (after === undefined) throw wrongToken()
      tellOf(after)
      return answerOf(address, after, token, secret)
    },

    async remove(id, token) {
      await owned(id, token)
      await end(id)
    },

    forget: end,
  }
}

/** What it was given must not count any more, for as long as that lasts. */
async function forget(id: string, { registrations, clock, lifetimes }: Needs): Promise<void> {
  const end = (kept: Registration) => ({ ...kept, metadata: {}, removed: true })
  const ended = await registrations.update(id, end)
  if (ended?.usedAt === undefined) await registrations.remove(id)
  else await registrations.put(id, ended, clock.now() + lifetimes.accessToken)
}

function mustBeAllowed(
  terms: RegistrationTerms,
  token: string | undefined,
  origin: string | undefined,
): void {
  switch (terms.kind) {
    case 'off':
      throw switchedOff()
    case 'open':
      if (!isOfThisMachine(origin)) throw foreignPage()
      return
    case 'token':
      if (token === undefined || !sameSecret(hashOf(token), terms.tokenHash)) throw wrongToken()
  }
}

/** What is registered, in full (RFC 7591 §3.2.1). A secret is told once, when it is made. */
function answerOf(
  address: string,
  { clientId, metadata, issuedAt, secretHash }: Registration,
  token: string | undefined,
  secret?: string,
): Answer {
  return {
    ...metadata,
    client_id: clientId,
    client_id_issued_at: issuedAt,
    ...(secret !== undefined && { client_secret: secret }),
    ...(secretHash !== undefined && { client_secret_expires_at: 0 }),
    registration_access_token: token,
    registration_client_uri: `${address}${realmPaths.register}/${clientId}`,
  }
}

/** An update says whose it is, and chooses no secret (RFC 7592 §2.2). */
function mustName(sent: unknown, { clientId, secretHash }: Registration): unknown {
  const { client_id, client_secret } = (sent ?? {}) as Answer
  if (client_id !== clientId) {
    throw new OAuthError('invalid_client_metadata', 'client_id must be its own.', 'RFC 7592 §2.2')
  }
  const isOther =
    client_secret !== undefined &&
    (typeof client_secret !== 'string' || hashOf(client_secret) !== secretHash)
  if (isOther) {
    throw new OAuthError(
      'invalid_client_metadata',
      'client_secret must be the one that it was given, or be left out.',
      'RFC 7592 §2.2',
    )
  }
  return sent
}

/** Any site may send requests here by the browser of whoever visits it; programs name no origin. */
const isOfThisMachine = (origin: string | undefined): boolean =>
  origin === undefined || loopbackOriginOf(origin) !== undefined

const switchedOff = (): OAuthError =>
  new OAuthError(
    'access_denied',
    'Registration is switched off: set registration in the configuration.',
    'RFC 7591 §3',
  )

const foreignPage = (): OAuthError =>
  new OAuthError(
    'access_denied',
    'The request must come from a page on loopback, or from no browser: registration is open to this machine only. For others set registration to token, with an initial_access_token.',
    'RFC 7591 §5',
  )

const wrongToken = (): OAuthError =>
  new OAuthError(
    'invalid_token',
    'The request must bring the access token that lets it register, or that it was given with its registration.',
    'RFC 7592 §2',
    'Bearer',
  )
