/**
 * What a client says of itself when it registers, and what it is told (RFC 7591 §2, §3.2.1).
 *
 * @module
 */

import { z } from 'zod'
import type { RegisteredClient } from '../client/client.ts'
import type { SigningAlg } from '../keys/signing-alg.ts'
import { OAuthError } from '../oauth-error.ts'
import { clientMetadata } from './client-metadata.ts'
import { type ClientFault, type JudgedBy, judgeClient } from './judge-client.ts'
import type { RegistrationTerms } from './registration-terms.ts'
import { toClient } from './to-client.ts'
import { listed } from './value.ts'

/** A registration as it is kept: what was sent and counts, and the hashes of its secrets. */
export interface Registration {
  readonly clientId: string
  readonly metadata: SentMetadata
  readonly secretHash: string | undefined
  /** The hash of its registration access token (RFC 7592 §3). */
  readonly tokenHash: string
  /** Epoch seconds. */
  readonly issuedAt: number
  /** Whether anybody might have made it; one that nobody uses ends then. */
  readonly open: boolean
  /** Epoch seconds of its last use, to a day; undefined before the first. */
  readonly usedAt: number | undefined
  /** It is remembered that it was there: what it was given must not count any more. */
  readonly removed: boolean
}

/** Seconds after which one that anybody might have made ends, unless it is used. */
const unusedLifetime = 30 * 86_400

const hasEnded = ({ open, issuedAt, usedAt }: Registration, now: number): boolean =>
  open && now - (usedAt ?? issuedAt) > unusedLifetime

/**
 * Whether it counts: it was not removed and has not ended, and where anybody might have made it, anybody
 * may register still.
 */
export const isLive = (
  registration: Registration,
  terms: RegistrationTerms,
  now: number,
): boolean =>
  !registration.removed &&
  !hasEnded(registration, now) &&
  (!registration.open || terms.kind === 'open')

/** Whether it may make room for another: anybody might have made it, and nobody uses it. */
export const isUnused = (registration: Registration, now: number): boolean =>
  hasEnded(registration, now) || (registration.open && registration.usedAt === undefined)

export type SentMetadata = Readonly<Record<string, unknown>>

/** Members that only an operator decides: whom tokens are for, what they carry, and how long. */
const operatorsOwn = [
  'client_secret',
  'client_secret_sha256',
  'audience',
  'sector_identifier_uri',
  'access_token_typ',
  'access_token_format',
  'access_token_claims',
  'id_token_claims',
  'refresh_tokens',
  'refresh_token_grace',
  'refresh_token_ends_with_session',
] as const

const schema = z.object(clientMetadata)

const own = Object.keys(clientMetadata).filter(
  (name) => !operatorsOwn.some((operators) => operators === name),
)

/** What of a realm decides about its registrations. */
export interface RealmTerms extends JudgedBy {
  /** What it signs with. */
  readonly algs: readonly SigningAlg[]
}

/** What holds where nothing is said (RFC 7591 §2). */
const usual = { token_endpoint_auth_method: 'client_secret_basic', response_types: ['code'] }

const unencrypted = 'be left out: this server signs, and encrypts nothing'

/** Members that would have us fetch something, or hide what we do not do. */
const unsupported: Readonly<Record<string, string>> = {
  jwks_uri: 'send the keys by value, as jwks: this server fetches nothing',
  sector_identifier_uri:
    'be left out: this server fetches nothing. The sector of pairwise subjects is the host of redirect_uris',
  id_token_encrypted_response_alg: unencrypted,
  userinfo_encrypted_response_alg: unencrypted,
  authorization_encrypted_response_alg: unencrypted,
}

/** Members that say how what we sign for a client is signed: by a key that the realm has. */
const signedResponses = [
  'id_token_signed_response_alg',
  'userinfo_signed_response_alg',
  'authorization_signed_response_alg',
] as const

/**
 * Reads what was sent: members that are not known are ignored (RFC 7591 §2), software statements
 * among them. Throws {@link OAuthError}: `invalid_redirect_uri` or `invalid_client_metadata`.
 */
export function readRegistration(sent: unknown, terms: RealmTerms): SentMetadata {
  const { algs } = terms
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) {
    throw invalid('The body must be a JSON object of client metadata.')
  }
  const said = sent as SentMetadata
  for (const [name, must] of Object.entries(unsupported)) {
    if (said[name] !== undefined) throw invalid(`${name} must ${must}.`)
  }
  const known = Object.fromEntries(
    own.flatMap((name) => (said[name] === undefined ? [] : [[name, said[name]]])),
  )
  const counts = { ...usual, ...known }
  mustHaveKeys(known, algs)
  const read = schema.safeParse(counts)
  if (!read.success) throw faultOf(read.error)
  // an operator may try it on loopback: who registers must be there for everybody (OIDC Registration §2)
  if (read.data.initiate_login_uri?.startsWith('http:') === true) {
    throw invalid('initiate_login_uri must use https.')
  }
  // A secret is given, not sent.
  const [fault] = judgeClient(
    { ...read.data, client_secret: needsSecret(counts) ? 'given' : undefined },
    terms,
  )
  if (fault !== undefined) throw refusalOf(fault)
  return counts
}

function mustHaveKeys(known: SentMetadata, algs: readonly SigningAlg[]): void {
  const without = signedResponses.find((name) => {
    const alg = known[name]
    return alg !== undefined && !algs.some((supported) => supported === alg)
  })
  if (without !== undefined) throw invalid(`${without} must be ${listed(algs)}.`)
}

/** Whether a client is given a secret. */
export const needsSecret = ({ token_endpoint_auth_method: method }: SentMetadata): boolean =>
  method === 'client_secret_basic' || method === 'client_secret_post'

export function clientOf(registration: Registration, signingAlg: SigningAlg): RegisteredClient {
  const { clientId: id, secretHash } = registration
  const client = toClient(schema.parse(registration.metadata), {
    ...{ id, source: 'registered', enabled: true, firstParty: false, signingAlg },
  })
  return { ...client, auth: { ...client.auth, secretHash } }
}

const invalid = (description: string): OAuthError =>
  new OAuthError('invalid_client_metadata', description, 'RFC 7591 §3.2.2')

function faultOf({ issues }: z.ZodError): OAuthError {
  const [issue] = issues
  const [member = ''] = issue?.path ?? []
  const sentence = `${issue?.path.join('.')} ${issue?.message}.`
  return member === 'redirect_uris' ? invalidUri(sentence) : invalid(sentence)
}

const invalidUri = (description: string): OAuthError =>
  new OAuthError('invalid_redirect_uri', description, 'RFC 7591 §3.2.2')

function refusalOf(fault: ClientFault): OAuthError {
  const member = fault.path.join('.')
  switch (fault.kind) {
    case 'redirect-uri':
    case 'mismatch': {
      const sentence = `${member} ${fault.problem}.`
      return fault.path[0] === 'redirect_uris' ? invalidUri(sentence) : invalid(sentence)
    }
    case 'unknown-scope':
      return invalid(`${member} must hold scopes of this server only, and ${fault.name} is none.`)
    case 'default-scope':
      return invalid(`${member} must hold scopes of scope only, and ${fault.name} is not there.`)
  }
}
