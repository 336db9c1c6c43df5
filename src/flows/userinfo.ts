/**
 * What a bearer of an access token may know of its user (OIDC Core §5.3).
 *
 * @module
 */

import type { Events } from '../ports/events.ts'
import type { TokenSigner } from '../ports/tokens.ts'
import type { Client } from '../protocol/client/client.ts'
import { type AuthScheme, OAuthError } from '../protocol/oauth-error.ts'
import { wordsOf } from '../protocol/parameters.ts'
import { realmPaths } from '../protocol/paths.ts'
import type { Provider } from '../protocol/provider/provider.ts'
import type { AccessTokenClaims } from '../protocol/tokens/access-token.ts'
import type { PresentedToken } from '../protocol/tokens/bearer-token.ts'
import { sentenceFor } from '../protocol/tokens/dead-token.ts'
import type { User } from '../protocol/user.ts'
import { type ScopeCatalogue, type Userinfo, userinfoClaims } from '../protocol/userinfo/claims.ts'
import type { ReadAccessToken } from './tokens/read-access-token.ts'
import type { ReadProof } from './tokens/read-proof.ts'

/** The claims that a token opens, as its client has registered to have them (OIDC Core §5.3.2). */
export type UserinfoAnswer =
  | { readonly kind: 'json'; readonly claims: Userinfo }
  | { readonly kind: 'jwt'; readonly jwt: string }

/** Throws {@link OAuthError}. */
export type ReadUserinfo = (presented: Presented) => Promise<UserinfoAnswer>

export interface Presented extends PresentedToken {
  readonly method: string
  /** The values of its DPoP headers. */
  readonly proofs: readonly string[]
}

interface Needs {
  readonly readAccessToken: ReadAccessToken
  readonly readProof: ReadProof
  readonly signer: TokenSigner
  readonly scopes: ScopeCatalogue
  readonly issuer: string
  readonly provider: Provider | undefined
  readonly mode: 'local' | 'strict'
  readonly events: Events
}

/** @param at the path of {@link realmPaths}: a preset may have the same in another form at another. */
export function createReadUserinfo(
  needs: Needs,
  at: 'userinfo' | 'profile' = 'userinfo',
): ReadUserinfo {
  const { readAccessToken, readProof, signer, scopes, issuer, provider, mode, events } = needs
  const shape = provider?.shape?.[at]
  const needsOpenid = provider?.userinfoWithoutOpenid !== true

  /** A token that is bound to a key comes with a proof of that, and no other does (RFC 9449 §7.1). */
  const mustFitKey = async ({ cnf }: AccessTokenClaims, presented: Presented): Promise<void> => {
    if (presented.scheme === 'Bearer') {
      if (cnf !== undefined) throw notItsKey(boundToKey)
      return
    }
    const { token: accessToken, proofs, method } = presented
    const proof = await readProof.read({ proofs, method, path: realmPaths[at], accessToken })
    if (proof === undefined) throw noProof
    if (cnf?.jkt !== proof.jkt) throw notItsKey(otherKey)
    await proof.use()
  }

  const openedBy = createOpened(scopes)

  const written = async (claims: Userinfo, client: Client | undefined): Promise<UserinfoAnswer> => {
    if (at === 'profile' || client?.userinfoAlg === undefined) return { kind: 'json', claims }
    const jwt = await signer.signUserinfo({ ...claims, aud: client.id }, client.userinfoAlg)
    return { kind: 'jwt', jwt }
  }

  return async (presented) => {
    const { token, scheme } = presented
    const reading = await readAccessToken(token)
    if (reading.kind === 'dead') {
      throw new OAuthError(
        'invalid_token',
        sentenceFor(reading.why, mode),
        'RFC 6750 §3.1',
        challengeFor(scheme),
      )
    }
    const { claims, client, user } = reading
    // nothing to wait for where a token is what most are: for whoever bears it
    if (scheme === 'DPoP' || claims.cnf !== undefined) await mustFitKey(claims, presented)
    const granted = wordsOf(claims.scope)
    if (user === undefined || (needsOpenid && !granted.includes('openid'))) {
      throw new OAuthError(
        'insufficient_scope',
        'The token must have the openid scope.',
        'RFC 6750 §3.1',
        challengeFor(scheme),
      )
    }
    events.emit({ kind: 'userinfo.read', sub: user.sub, clientId: claims.client_id })
    const known = openedBy(claims, user)
    if (shape === undefined) return written(known, client)
    // what a provider makes of it still says whom it is of
    const about = { issuer, clientId: claims.client_id, user }
    return written(shape(known, about) as Userinfo, client)
  }
}

/** The most answers about one user that are kept; then all are forgotten. */
const mostOpened = 16

/**
 * What a token opens of a user: the same for all tokens of as much, for which it is put together once. It goes
 * with the record of the user, which is never changed but replaced.
 */
function createOpened(scopes: ScopeCatalogue) {
  const made = new WeakMap<User, Map<string, Userinfo>>()

  const answersOf = (user: User): Map<string, Userinfo> => {
    const before = made.get(user)
    if (before !== undefined && before.size < mostOpened) return before
    const answers = new Map<string, Userinfo>()
    made.set(user, answers)
    return answers
  }

  return (claims: AccessTokenClaims, user: User): Userinfo => {
    const single = claims.userinfo_claims ?? []
    const key = JSON.stringify([claims.sub, claims.scope, ...single])
    const answers = answersOf(user)
    const before = answers.get(key)
    if (before !== undefined) return before
    const granted = wordsOf(claims.scope)
    // the `sub` that its client knows the user by, as in the ID Token (OIDC Core §5.3.2)
    const opened = { sub: claims.sub, ...userinfoClaims(user, granted, single, scopes) }
    answers.set(key, opened)
    return opened
  }
}

const challengeFor = (scheme: PresentedToken['scheme']): AuthScheme =>
  scheme === 'DPoP' ? scheme : 'Bearer or DPoP'

const boundToKey =
  'The access token is bound to a key: send it as Authorization: DPoP, with a proof.'
const otherKey = 'The access token is not bound to the key that the DPoP proof proves.'

const notItsKey = (why: string) => new OAuthError('invalid_token', why, 'RFC 9449 §7.1', 'DPoP')

const noProof = new OAuthError(
  'invalid_dpop_proof',
  'The request must send a DPoP header with Authorization: DPoP.',
  'RFC 9449 §7.1',
  'DPoP',
)
