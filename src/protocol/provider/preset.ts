/**
 * What a realm takes over from another provider, so that an app which was written against that one runs
 * here: where it answers, how it is named, what its tokens and answers say besides. It is data and pure
 * functions over what our own flows have decided; none of them decides anything.
 *
 * @module
 */

import type { AccessTokenTyp } from '../client/token-shape.ts'
import type { ClaimsTarget } from '../scope.ts'
import type { Introspection } from '../token/introspection.ts'
import type { AccessTokenClaims } from '../tokens/access-token.ts'
import type { IdTokenClaims } from '../tokens/id-token.ts'
import type { User } from '../user.ts'
import type { Userinfo } from '../userinfo/claims.ts'
import type { Errors } from './wording.ts'

export interface Preset {
  /** What the provider is called. */
  readonly title: string
  /** Where its facts come from: titles and sections of the provider's own documentation. */
  readonly cites: readonly string[]
  /**
   * What usually stands in the provider's paths where they name whom they are of: a tenant, a realm, a
   * pool. Undefined where they name nobody.
   */
  readonly tenant: string | undefined
  /** What its paths begin with below the address of the realm; nothing when it is left out. */
  readonly base?: (place: Place) => string
  /** What its issuer ends in, after the address of the realm. */
  readonly issuer: (place: Place) => string
  /** What a client is told as issuer, where each has one of its own below that of the realm. */
  readonly clientIssuer?: (issuer: string, clientId: string) => string
  /** Of several rows for one of our paths the first is advertised. */
  readonly paths: readonly PathRow[]
  readonly accessTokenTyp?: AccessTokenTyp
  /** Where the claims of the standard scopes go, unless the configuration says so; as we have it when left out. */
  readonly claimsIn?: readonly ClaimsTarget[]
  /** Its names for parameters of a logout, and the standard ones (OIDC RP-Initiated Logout §2). */
  readonly logOutNames?: ReadonlyMap<string, string>
  /** Whether userinfo answers a token without the scope openid, as one of OAuth alone. */
  readonly userinfoWithoutOpenid?: boolean
  /** Parameters of a query that its libraries send for the logs of the provider, wherever they ask; they are left out. */
  readonly unread?: ReadonlySet<string>
  /** Whether userinfo takes its token from the query, where libraries know no other way; in local mode alone. */
  readonly tokenInQuery?: boolean
  readonly shape?: Shape
  readonly errors?: Errors
  /** The claims that {@link shape} puts into ID Tokens and userinfo, beside ours: metadata list them. */
  readonly claims?: readonly string[]
}

/** Where a realm stands. */
export interface Place {
  /** `default`, or the id in `/realms/{id}`. */
  readonly realmId: string
  readonly tenant: string
}

export interface PathRow {
  /** A path of the provider's; `{tenant}` stands for that of the realm, a segment `*` for any one segment. */
  readonly theirs: string
  /** The path of ours that answers there, of {@link realmPaths}. */
  readonly ours: string
  /** Whether it is meant where a script asks for JSON, and not by whoever opens the page of that path. */
  readonly json?: boolean
  /** Whether its segment `*` is the id of a client, whose document is asked for. */
  readonly ofClient?: boolean
}

/** What is said besides, by whom it is said of. */
export interface About {
  readonly issuer: string
  readonly clientId: string
  /** Undefined where a client has a token for itself. */
  readonly user: User | undefined
}

/** Claims as the provider writes them, made of ours. What our own readers read stays as it is. */
export interface Shape {
  readonly idToken?: (claims: IdTokenClaims, about: About) => IdTokenClaims
  readonly accessToken?: (claims: AccessTokenClaims, about: About) => AccessTokenClaims
  readonly userinfo?: (claims: Userinfo, about: About) => object
  /** The same claims as an API of the provider's says them beside userinfo. */
  readonly profile?: (claims: Userinfo, about: About) => object
  /** What goes beside the tokens of an answer. `user` is undefined for a client that has a pairwise sub of it. */
  readonly answer?: (about: About) => Readonly<Record<string, string>>
  readonly introspection?: (said: Introspection) => Introspection
}
