/**
 * Tokens without a login: as the flows would make them, with whatever a test wants otherwise.
 *
 * @module
 */

import { forgeToken } from '../../adapters/jose/forged-token.ts'
import { createEntropy } from '../../adapters/random/entropy.ts'
import { clientSchema } from '../../config/schema/client-schema.ts'
import type { Client } from '../../protocol/client/client.ts'
import { shapeOf } from '../../protocol/client/token-shape.ts'
import { toClient } from '../../protocol/register/to-client.ts'
import { accessTokenClaims } from '../../protocol/tokens/access-token.ts'
import { apiFor } from '../../protocol/tokens/api.ts'
import type { Grant } from '../../protocol/tokens/grant.ts'
import { idTokenClaims } from '../../protocol/tokens/id-token.ts'
import { usualTarget } from '../../protocol/tokens/target.ts'
import type { User } from '../../protocol/user.ts'
import { accessTokenUserClaims, idTokenUserClaims } from '../../protocol/userinfo/claims.ts'
import type { LiveRealm } from '../../wire.ts'
import { ControlError } from '../control-error.ts'
import { type Defect, ofSigning, spoilt } from '../faults/defects.ts'
import { findUser } from '../logins/planned-logins.ts'

export interface Order {
  readonly kind: 'access' | 'id'
  /** Of a user of the realm, or of anybody. */
  readonly sub: string
  readonly clientId: string
  readonly aud: string | readonly string[] | undefined
  readonly scope: string
  /** Over those that the flows would write. */
  readonly claims: Readonly<Record<string, unknown>>
  /** Milliseconds; undefined: as the realm says. */
  readonly ttl: number | undefined
  readonly kid: string | undefined
  readonly defect: Defect | undefined
}

export interface Minted {
  readonly token: string
  readonly claims: Readonly<Record<string, unknown>>
}

type Claims = Readonly<Record<string, unknown>>

const entropy = createEntropy()

export async function mint(realm: LiveRealm, order: Order): Promise<Minted> {
  const { clock, keys } = realm.inside
  const client = await clientOf(realm, order.clientId)
  const now = clock.now()
  const made: Claims = {
    ...(await usualClaims(realm, client, order)),
    iss: realm.iss,
    ...order.claims,
  }
  const claims = spoilt(made, order.defect, now)
  const api = apiFor([claims['aud']].flat() as readonly string[], realm.apis)
  const format = api?.accessTokenFormat ?? client.accessTokenFormat
  if (order.kind === 'access' && format === 'opaque') {
    return { token: await mintOpaque(realm, order, claims), claims }
  }
  if (order.defect === 'garbage') mustLack('kid', order, 'A token that is garbage')
  const token = await forgeToken({
    ...{ keys, claims, kid: order.kid, defect: ofSigning(order.defect) },
    alg: order.kind === 'id' ? client.idTokenAlg : realm.seed.signingAlg,
    typ:
      order.kind === 'id'
        ? 'JWT'
        : (api?.accessTokenTyp ?? shapeOf(client, realm.tokenShape).accessTokenTyp),
  })
  if (token === undefined) throw new ControlError(404, `There is no key ${order.kid}.`, 'kid')
  return { token, claims }
}

async function mintOpaque({ inside }: LiveRealm, order: Order, claims: Claims): Promise<string> {
  const { stores, clock } = inside
  mustLack('defect', order, 'An opaque token')
  mustLack('kid', order, 'An opaque token')
  const token = entropy.secret()
  const { exp } = claims
  const end = typeof exp === 'number' ? exp : clock.now() + keptFor
  // whoever reads it looks whether it has what an access token has
  await stores.opaqueTokens.put(token, claims as never, end)
  return token
}

/** Seconds for which an opaque token is known that says no end. */
const keptFor = 3600

function mustLack(member: 'defect' | 'kid', order: Order, what: string): void {
  const value = order[member]
  if (value === undefined) return
  throw new ControlError(400, `${member}: ${what} cannot have ${member} ${value}.`, member)
}

async function usualClaims(realm: LiveRealm, client: Client, order: Order): Promise<object> {
  const now = realm.inside.clock.now()
  const user = await userOf(realm, order.sub)
  const sub = await realm.inside.flows.subjects.toldTo(client, user.sub)
  const login = { sub, sid: entropy.id(), authTime: now }
  const audience =
    order.aud === undefined
      ? [usualTarget(client, { ...realm, issuer: realm.iss })]
      : [order.aud].flat()
  const grant: Grant = {
    ...{ client, audience, acrValues: [], nonce: undefined, responseType: 'id_token' },
    scope: new Set(order.scope.split(' ').filter((word) => word !== '')),
    claims: {
      ...{ idToken: new Set(), userinfo: new Set() },
      accessToken: new Set(apiFor(audience, realm.apis)?.accessTokenClaims ?? []),
      ...{ acrValues: [], sub: undefined },
    },
  }
  const shape = realm.provider?.shape
  const said = { issuer: realm.iss, clientId: client.id, user }
  const ofAccess = realm.accessTokenLifetime(audience)
  const usual = order.kind === 'id' ? realm.seed.idTokenLifetime : ofAccess
  const lifetime = order.ttl === undefined ? usual : Math.floor(order.ttl / 1000)
  if (order.kind === 'id') {
    const claims = idTokenUserClaims(grant, user, realm.scopes)
    const about = { grant, user: login, claims, acr: realm.seed.acrValues[0] }
    const made = idTokenClaims({
      ...{ ...about, accessToken: undefined, code: undefined, now, lifetime },
    })
    const shaped = shape?.idToken?.(made, said) ?? made
    return order.aud === undefined ? shaped : { ...shaped, aud: order.aud }
  }
  const claims = accessTokenUserClaims(grant, user, realm.scopes)
  const id = entropy.id()
  const jti = realm.inside.steering?.tokens.named(id) ?? id
  const about = { grant, login, user, claims, jti, now, lifetime }
  const made = accessTokenClaims({ ...about, offline: true, jkt: undefined })
  return shape?.accessToken?.(made, said) ?? made
}

/** Somebody whom the realm does not know is known by their `sub` alone. */
const userOf = async ({ inside }: LiveRealm, sub: string): Promise<User> =>
  (await findUser(inside.users, sub)) ?? { sub, username: sub, enabled: true, claims: {} }

/** An API has tokens of apps that nobody has registered, so a test may have them too. */
async function clientOf({ inside, seed }: LiveRealm, id: string): Promise<Client> {
  const known = await inside.flows.clients.find(id, undefined)
  if (known !== undefined) return known
  const metadata = clientSchema.parse({ client_id: id, redirect_uris: ['http://localhost/'] })
  const { signingAlg } = seed
  const named = { id, source: 'operator', enabled: true, firstParty: false, signingAlg } as const
  return toClient(metadata, named)
}
