/**
 * Reads what clients have signed with keys that they have registered.
 *
 * @module
 */

import type { PublicJwk } from '../protocol/client/public-jwk.ts'

export type JwtClaims = Readonly<Record<string, unknown>>

export interface ClientSignatures {
  /**
   * The claims of a JWT that one of `keys` has signed; undefined for anything else. Nothing that they
   * say is judged, its times among it.
   */
  read(jwt: string, keys: readonly PublicJwk[]): Promise<JwtClaims | undefined>
}
