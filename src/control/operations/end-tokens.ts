/**
 * Ends tokens before their time, as a test says.
 *
 * @module
 */

import { endedFamily } from '../../protocol/token/refresh-token.ts'
import type { AccessTokenClaims } from '../../protocol/tokens/access-token.ts'
import type { EndedToken } from '../../protocol/tokens/dead-token.ts'
import { unfitClaim } from '../../protocol/tokens/read-claims.ts'
import type { ControlledRealm } from '../control.ts'
import { ControlError } from '../control-error.ts'
import { findUser } from '../logins/planned-logins.ts'
import type { LedgerEntry } from '../tokens/token-ledger.ts'

/** Whose tokens are meant; all of them where nothing is said. */
export interface Meant {
  readonly token?: string | undefined
  readonly user?: string | undefined
  readonly clientId?: string | undefined
}

type Whose = Pick<AccessTokenClaims, 'sub' | 'client_id'>

/** How many access tokens were ended. JWTs are refused by this server; whoever verifies them offline goes on. */
export async function endAccessTokens(
  at: ControlledRealm,
  meant: Meant,
  as: EndedToken,
): Promise<number> {
  if (meant.token !== undefined) return endOne(at, meant.token, as)
  const judge = await judgeOf(at, meant)
  const isMeant = async (one: Whose) => judge(await withMeantUser(at, one))
  return endThose(at, at.steering.tokens.list(), isMeant, as)
}

/** Those of the `noted` that are meant, and the opaque ones that are. */
export async function endThose(
  at: ControlledRealm,
  noted: readonly LedgerEntry[],
  isMeant: (one: Whose) => Promise<boolean>,
  as: EndedToken,
): Promise<number> {
  const { stores } = at.realm.inside
  const meantOf = async <Token extends Whose>(tokens: readonly Token[]) => {
    const are = await Promise.all(tokens.map(isMeant))
    return tokens.filter((_, index) => are[index])
  }
  const signed = await meantOf(noted)
  for (const { jti, exp } of signed) await stores.revokedTokens.put(jti, as, exp)
  const kept = (await stores.opaqueTokens.list()).map(({ value }) => value).filter(isWhole)
  const opaque = await meantOf(kept)
  for (const { jti, exp } of opaque) await stores.revokedTokens.put(jti, as, exp)
  return signed.length + opaque.length
}

/** How many families of refresh tokens, and codes that wait, were ended. */
export async function endRefreshTokens(at: ControlledRealm, meant: Meant): Promise<number> {
  const { stores, clock } = at.realm.inside
  const isMeant = await judgeOf(at, meant)
  const families = (await stores.refreshFamilies.list()).filter(
    ({ value: { ended, grant } }) => !ended && isMeant(whoseOf(grant)),
  )
  for (const { id, value, expiresAt } of families) {
    const end = (before: typeof value | undefined) => endedFamily(before, value.grant, clock.now())
    await stores.refreshFamilies.upsert(id, end, expiresAt)
  }
  const codes = (await stores.codes.list()).filter(({ value }) => isMeant(whoseOf(value.grant)))
  for (const { id } of codes) await stores.codes.remove(id)
  return families.length + codes.length
}

const whoseOf = (grant: { readonly sub: string; readonly clientId: string }): Whose => ({
  sub: grant.sub,
  client_id: grant.clientId,
})

/** The claims of an access token name its user as its client knows them. */
async function withMeantUser<Token extends Whose>({ realm }: ControlledRealm, token: Token) {
  const { clients, subjects } = realm.inside.flows
  const client = await clients.find(token.client_id, undefined)
  return { ...token, sub: await subjects.meantBy(client, token.sub) }
}

/** Whether the token of a grant, which names its user as the realm does, is meant. */
async function judgeOf({ realm }: ControlledRealm, { user, clientId }: Meant) {
  const found = user === undefined ? undefined : await findUser(realm.inside.users, user)
  const sub = found?.sub ?? user
  return (one: Whose): boolean =>
    (sub === undefined || one.sub === sub) && (clientId === undefined || one.client_id === clientId)
}

/** One that a test has ordered with claims that make no sense works nowhere. */
const isWhole = (claims: AccessTokenClaims): boolean => unfitClaim(claims) === undefined

async function endOne({ realm }: ControlledRealm, token: string, as: EndedToken): Promise<number> {
  const { stores, reader } = realm.inside
  const opaque = await stores.opaqueTokens.find(token)
  const reading = opaque === undefined ? await reader.readAccessToken(token) : undefined
  const claims = opaque ?? (reading?.kind === 'signed' ? reading.claims : undefined)
  if (claims === undefined || !isWhole(claims)) {
    throw new ControlError(404, 'This is no live access token of this realm.', 'token')
  }
  await stores.revokedTokens.put(claims.jti, as, claims.exp)
  return 1
}
