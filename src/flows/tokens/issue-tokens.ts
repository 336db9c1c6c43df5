/**
 * Makes tokens of what a user, or nobody but a client, has granted.
 *
 * @module
 */

import type { Clock } from '../../ports/clock.ts'
import type { Entropy } from '../../ports/entropy.ts'
import type { Store } from '../../ports/store.ts'
import type { TokenSigner } from '../../ports/tokens.ts'
import type { Client } from '../../protocol/client/client.ts'
import { shapeOf, type TokenShape } from '../../protocol/client/token-shape.ts'
import type { Provider } from '../../protocol/provider/provider.ts'
import { jtiOf } from '../../protocol/token/grant-mark.ts'
import {
  type AccessTokenClaims,
  accessTokenClaims,
  clientTokenClaims,
} from '../../protocol/tokens/access-token.ts'
import { acrFor } from '../../protocol/tokens/acr.ts'
import { type Apis, apiFor } from '../../protocol/tokens/api.ts'
import type { Grant } from '../../protocol/tokens/grant.ts'
import { idTokenClaims } from '../../protocol/tokens/id-token.ts'
import type { SignedInUser, User } from '../../protocol/user.ts'
import {
  accessTokenUserClaims,
  idTokenUserClaims,
  type ScopeCatalogue,
} from '../../protocol/userinfo/claims.ts'
import type { Subjects } from './subjects.ts'

/** Who the tokens speak of: the login, and the record of the user. */
export interface Subject {
  readonly login: SignedInUser
  readonly user: User
}

/** What an ID Token is bound to, which comes beside it. */
export interface Beside {
  readonly accessToken?: string | undefined
  readonly code?: string | undefined
}

export interface GivenBy {
  /** The family of the code that stands behind it, with all of which it ends. */
  readonly family?: string | undefined
  /** Whether it outlives the session. */
  readonly offline?: boolean
  /** The thumbprint of the key that it is bound to. */
  readonly jkt?: string | undefined
}

export interface IssueTokens {
  accessToken(grant: Grant, subject: Subject, by?: GivenBy): Promise<string>
  idToken(grant: Grant, subject: Subject, beside: Beside): Promise<string>
  /** An access token of a client for itself (RFC 6749 §4.4). */
  clientToken(
    client: Client,
    scope: ReadonlySet<string>,
    audience: readonly string[],
    jkt: string | undefined,
  ): Promise<string>
  /** Seconds for which an access token of that audience works. */
  expiresIn(audience: readonly string[]): number
}

interface Needs {
  readonly signer: TokenSigner
  readonly subjects: Subjects
  readonly opaqueTokens: Store<AccessTokenClaims>
  readonly entropy: Entropy
  readonly clock: Clock
  readonly scopes: ScopeCatalogue
  readonly tokenShape: TokenShape
  readonly apis: Apis
  readonly issuer: string
  readonly provider: Provider | undefined
  readonly acrValues: readonly string[]
  /** Seconds. */
  readonly lifetimes: { readonly usualAccessToken: number; readonly idToken: number }
}

export function createIssueTokens(needs: Needs): IssueTokens {
  const { signer, subjects, entropy, clock, lifetimes, apis } = needs
  const write = createWriteAccessToken(needs)
  const shaped = needs.provider?.shape?.idToken ?? asMade

  const expiresIn = (audience: readonly string[]): number =>
    apiFor(audience, apis)?.accessTokenLifetime ?? lifetimes.usualAccessToken

  /** The login as a client of a sector knows it. */
  const toldTo = async (client: Client, { sub, sid, authTime }: SignedInUser) => ({
    sub: await subjects.toldTo(client, sub),
    sid,
    authTime,
  })

  return {
    expiresIn,

    async accessToken(grant, { login, user }, { family, offline = false, jkt } = {}) {
      const { client } = grant
      const known = client.sector === undefined ? login : await toldTo(client, login)
      const jti = family === undefined ? entropy.id() : jtiOf(family, entropy.id())
      const claims = accessTokenUserClaims(grant, user, needs.scopes)
      const now = clock.now()
      const lifetime = expiresIn(grant.audience)
      const inputs = { grant, login: known, user, claims, jti, now, lifetime, offline, jkt }
      return await write(client, accessTokenClaims(inputs), user)
    },

    async idToken(grant, { login, user }, { accessToken, code }) {
      const { client } = grant
      const known = client.sector === undefined ? login : await toldTo(client, login)
      const claims = idTokenUserClaims(grant, user, needs.scopes)
      const acr = acrFor(grant, needs.acrValues)
      const now = clock.now()
      const lifetime = lifetimes.idToken
      const inputs = { grant, user: known, claims, acr, accessToken, code, now, lifetime }
      const about = { issuer: needs.issuer, clientId: client.id, user }
      return await signer.signIdToken(shaped(idTokenClaims(inputs), about), client.idTokenAlg)
    },

    clientToken(client, scope, audience, jkt) {
      const named = { client, scope, audience, jkt }
      const now = clock.now()
      const lifetime = expiresIn(audience)
      const claims = clientTokenClaims({ ...named, jti: entropy.id(), now, lifetime })
      return write(client, claims, undefined)
    },
  }
}

/** Signs an access token, or keeps what an opaque one stands for. */
function createWriteAccessToken(needs: Needs) {
  const { signer, opaqueTokens, entropy, apis, issuer } = needs
  const shaped = needs.provider?.shape?.accessToken ?? asMade

  /** What its API says of it goes before what its client says. */
  return async (client: Client, made: AccessTokenClaims, user: User | undefined) => {
    const claims = shaped(made, { issuer, clientId: client.id, user })
    const api = apis.size === 0 ? undefined : apiFor([made.aud].flat(), apis)
    if ((api?.accessTokenFormat ?? client.accessTokenFormat) === 'jwt') {
      const typ = api?.accessTokenTyp ?? shapeOf(client, needs.tokenShape).accessTokenTyp
      return await signer.signAccessToken(claims, typ)
    }
    const token = entropy.secret()
    await opaqueTokens.put(token, claims, claims.exp)
    return token
  }
}

/** No preset has a say in it. */
const asMade = <MadeClaims>(claims: MadeClaims): MadeClaims => claims
