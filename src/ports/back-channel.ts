/**
 * How a client is told of a logout without a browser: the one request that this server makes.
 *
 * @module
 */

/** Why a client was not told. */
export type NotTold =
  /** It is not https, and not on loopback in local mode. */
  | 'insecure'
  /** Its name leads to an address that is not for everybody. */
  | 'private-address'
  | 'redirected'
  | 'refused'
  | 'unreachable'
  | 'too-slow'
  /** Too many wait already. */
  | 'busy'
  | 'stopped'

export type Delivery =
  | { readonly kind: 'told'; readonly attempts: number }
  | { readonly kind: 'not-told'; readonly why: NotTold; readonly attempts: number }

export interface BackChannel {
  /** Posts a logout token to a registered address (OIDC Back-Channel Logout §2.5). Never rejects. */
  tell(uri: string, logoutToken: string): Promise<Delivery>
}
