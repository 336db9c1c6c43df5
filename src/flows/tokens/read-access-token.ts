/**
 * Reads an access token of ours for whoever has it read here: is it good, now, and for whom?
 *
 * @module
 */

import type { Clock } from '../../ports/clock.ts'
import type { LoginClaims } from '../../ports/planned-logins.ts'
import type { ClientRegistry, UserDirectory } from '../../ports/registry.ts'
import type { Store } from '../../ports/store.ts'
import type { AccessTokenReading, TokenReader } from '../../ports/tokens.ts'
import type { Client } from '../../protocol/client/client.ts'
import { markIn } from '../../protocol/token/grant-mark.ts'
import { type AccessTokenClaims, untimely } from '../../protocol/tokens/access-token.ts'
import type { DeadToken, EndedToken } from '../../protocol/tokens/dead-token.ts'
import { unfitClaim } from '../../protocol/tokens/read-claims.ts'
import { type User, withClaims } from '../../protocol/user.ts'
import type { HasEnded } from '../records/has-ended.ts'
import type { Subjects } from './subjects.ts'

export type LiveAccessToken = {
  readonly kind: 'live'
  readonly claims: AccessTokenClaims
  readonly client: Client | undefined
  /** Undefined where a client has the token for itself. */
  readonly user: User | undefined
}

/** Whether `token` works, and if not, why. It never throws for what was sent. */
export type ReadAccessToken = (
  token: string,
) => Promise<LiveAccessToken | { readonly kind: 'dead'; readonly why: DeadToken }>

interface Needs {
  readonly issuer: string
  readonly reader: TokenReader
  readonly opaqueTokens: Store<AccessTokenClaims>
  readonly hasEnded: HasEnded
  /** The tokens that were ended before their time, by `jti`, and grants by their mark. */
  readonly revokedTokens: Store<EndedToken>
  readonly clients: ClientRegistry
  readonly users: UserDirectory
  readonly subjects: Subjects
  readonly claimsOfLogin: LoginClaims | undefined
  readonly clock: Clock
}

export function createReadAccessToken(needs: Needs): ReadAccessToken {
  const { issuer, reader, opaqueTokens, hasEnded, revokedTokens, clients, users, clock } = needs
  const { subjects, claimsOfLogin } = needs

  /** A JWT has dots and an opaque token of ours has none. */
  const read = async (token: string): Promise<AccessTokenReading> => {
    if (token.includes('.')) return reader.readAccessToken(token)
    const claims = await opaqueTokens.find(token)
    if (claims === undefined) return dead('unknown')
    // a test may have ordered it, with whatever claims
    if (claims['iss'] !== undefined && claims['iss'] !== issuer) return dead('other-issuer')
    const unfit = unfitClaim(claims)
    return unfit === undefined ? { kind: 'signed', claims } : dead(unfit)
  }

  const endedAs = async (jti: string): Promise<EndedToken | undefined> => {
    const mark = markIn(jti)
    return (
      (await revokedTokens.find(jti)) ??
      (mark === undefined ? undefined : await revokedTokens.find(mark))
    )
  }

  /** What has ended before its time: the token itself, its session, or what its user let its client have. */
  const ended = async (claims: AccessTokenClaims, sub: string): Promise<DeadToken | undefined> => {
    const early = await endedAs(claims.jti)
    if (early !== undefined) return early
    // one that a client has for itself has no user
    if (claims.auth_time === undefined) return undefined
    const { client_id: clientId, sid, iat: at } = claims
    return hasEnded({ sub, clientId, sid, at })
  }

  /** A token that outlives its session names that no more. */
  const inLogin = ({ sid, jti }: AccessTokenClaims, user: User): User | Promise<User> => {
    if (claimsOfLogin === undefined) return user
    const name = sid ?? markIn(jti)
    return name === undefined ? user : claimsOfLogin.find(name).then((own) => withClaims(user, own))
  }

  return async (token) => {
    const reading = await read(token)
    if (reading.kind === 'dead') return reading
    const { claims } = reading
    const early = untimely(claims, clock.now())
    if (early !== undefined) return dead(early)
    const client = await clients.find(claims.client_id, undefined)
    const sub = await subjects.meantBy(client, claims.sub)
    const why = await ended(claims, sub)
    if (why !== undefined) return dead(why)
    if (!(await clients.stillCounts(claims.client_id, claims.iat))) return dead('client-gone')
    if (claims.auth_time === undefined) return { kind: 'live', claims, client, user: undefined }
    const user = await users.findSince(sub, claims.iat)
    if (user === undefined) return dead('user-gone')
    return { kind: 'live', claims, client, user: await inLogin(claims, user) }
  }
}

const dead = (why: DeadToken) => ({ kind: 'dead', why }) as const
