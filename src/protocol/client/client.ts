import type { Brand } from '../brand.ts'
import type { RequestObjectAlg, SigningAlg } from '../keys/signing-alg.ts'
import type { ResponseMode } from '../response/response-mode.ts'
import type { ResponseType } from '../response/response-type.ts'
import type { ClientAuthMethod } from './credentials.ts'
import type { GrantType } from './grant-type.ts'
import type { PublicJwk } from './public-jwk.ts'
import type { TokenShape } from './token-shape.ts'

export type ClientId = string & { readonly __brand: 'ClientId' }

/** How a client authenticates (RFC 6749 §2.3, OIDC Core §9). */
export interface ClientAuth {
  /** The ways that it may use: `none` alone makes it public. */
  readonly methods: readonly ClientAuthMethod[]
  /** The hash of its secret; see `hashOf`. */
  readonly secretHash: string | undefined
  /** The public keys that it has registered. */
  readonly keys: readonly PublicJwk[]
}

/** When a client gets refresh tokens, and how long they last. */
export interface RefreshTerms {
  /** Whether it gets them without `offline_access` too; those end with the session of the user. */
  readonly always: boolean
  /** Whether a logout ends those of `offline_access` as well. */
  readonly endsWithSession: boolean
  /** Seconds for which a used one works once more, since two windows race. */
  readonly grace: number
}

/** What every client is made of, wherever it comes from. */
interface ClientRecord {
  readonly id: ClientId
  readonly name: string
  readonly enabled: boolean
  /** `native` may vary the port of a registered loopback literal (RFC 8252 §7.3). */
  readonly applicationType: 'web' | 'native'
  /** Those that are registered; of a client accepted on loopback, those that a user has approved. */
  readonly redirectUris: readonly string[]
  readonly postLogoutRedirectUris: readonly string[]
  /** A page of it that the browser loads at the end of a login (OIDC Front-Channel Logout §2). */
  readonly frontChannelLogoutUri: string | undefined
  /** Where we tell it of the end of a login ourselves (OIDC Back-Channel Logout §2.2). */
  readonly backChannelLogoutUri: string | undefined
  readonly responseTypes: readonly ResponseType[]
  readonly responseModes: readonly ResponseMode[]
  readonly grantTypes: readonly GrantType[]
  /** How it proves who it is where it calls by itself. */
  readonly auth: ClientAuth
  /** Whether its requests for a code must bring a `code_challenge` (RFC 7636). */
  readonly requirePkce: boolean
  /** Whether its requests must be pushed beforehand (RFC 9126 §6). */
  readonly requirePushedRequests: boolean
  /** Whether its token requests must prove a key, which its tokens are then bound to (RFC 9449 §5.2). */
  readonly requireDpop: boolean
  /** How it signs request objects; undefined: by any of its keys. */
  readonly requestObjectAlg: RequestObjectAlg | undefined
  readonly refresh: RefreshTerms
  /** What it may ask for; undefined: whatever its realm has to give. */
  readonly scopes: ReadonlySet<string> | undefined
  /** What is meant when a request names no scope (RFC 6749 §3.3). */
  readonly defaultScopes: ReadonlySet<string>
  /** Whose clients know their users by the same `sub`, and no others; undefined: its subjects are public (OIDC Core §8). */
  readonly sector: string | undefined
  readonly idTokenAlg: SigningAlg
  /** How its answers are signed, where it has them as a JWT (JARM §3). */
  readonly answerAlg: SigningAlg
  /** How what userinfo answers is signed; undefined: it is JSON (OIDC Core §5.3.2). */
  readonly userinfoAlg: SigningAlg | undefined
  readonly accessTokenFormat: 'jwt' | 'opaque'
  /** How its tokens differ from those of its realm. */
  readonly tokenShape: Partial<TokenShape>
  /** A first-party client is not asked about: its users never see a consent page. */
  readonly firstParty: boolean
  /** Where somebody else may have it begin a login (OIDC Core §4). */
  readonly initiateLoginUri: string | undefined
  readonly clientUri: string | undefined
  readonly policyUri: string | undefined
  readonly tosUri: string | undefined
  readonly brand: Brand
}

/** A client whose metadata its operator has written, or it has registered itself (RFC 7591). */
export interface RegisteredClient extends ClientRecord {
  readonly source: 'operator' | 'registered'
}

/** An unknown client that local mode has accepted by the origin that it came from. */
export interface LoopbackClient extends ClientRecord {
  readonly source: 'loopback'
  /** Such as `http://localhost:5173`: every address of it is the client's own. */
  readonly loopbackOrigin: string
}

/** A client, as the protocol sees it; `source` says who has made it one. */
export type Client = RegisteredClient | LoopbackClient
