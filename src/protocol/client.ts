import type { ResponseMode } from './response-mode.ts'
import type { ResponseType } from './response-type.ts'
import type { SigningAlg } from './signing-alg.ts'
import type { TokenShape } from './tokens/token-shape.ts'

export type ClientId = string & { readonly __brand: 'ClientId' }

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
  readonly responseTypes: readonly ResponseType[]
  readonly responseModes: readonly ResponseMode[]
  /** What it may ask for; undefined: whatever its realm has to give. */
  readonly scopes: ReadonlySet<string> | undefined
  /** What is meant when a request names no scope (RFC 6749 §3.3). */
  readonly defaultScopes: ReadonlySet<string>
  readonly idTokenAlg: SigningAlg
  readonly accessTokenFormat: 'jwt' | 'opaque'
  /** How its tokens differ from those of its realm. */
  readonly tokenShape: Partial<TokenShape>
  /** A first-party client is not asked about: its users never see a consent page. */
  readonly firstParty: boolean
  readonly clientUri: string | undefined
  readonly policyUri: string | undefined
  readonly tosUri: string | undefined
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
