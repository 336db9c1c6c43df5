import type { ResponseMode } from './response-mode.ts'
import type { ResponseType } from './response-type.ts'
import type { SigningAlg } from './signing-alg.ts'
import type { TokenShape } from './tokens/token-shape.ts'

export type ClientId = string & { readonly __brand: 'ClientId' }

/** A client, as the protocol sees it. */
export interface Client {
  readonly id: ClientId
  /** Who made it: the configuration, local mode for an app on loopback, or the client itself. */
  readonly source: 'operator' | 'loopback' | 'registered'
  readonly name: string
  readonly enabled: boolean
  /** `native` may vary the port of a registered loopback literal (RFC 8252 §7.3). */
  readonly applicationType: 'web' | 'native'
  /** Those that are registered; of a client accepted on loopback, those that a user has approved. */
  readonly redirectUris: readonly string[]
  readonly postLogoutRedirectUris: readonly string[]
  /**
   * Set for a client that was accepted on loopback, and only then: an origin such as
   * `http://localhost:5173`, every address of which is the client's own.
   */
  readonly loopbackOrigin: string | undefined
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
