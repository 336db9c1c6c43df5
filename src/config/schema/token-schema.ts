/**
 * How tokens look: what the top level says for all realms, a realm for all its clients, and a client
 * for itself.
 *
 * @module
 */

import { type TokenMembers, tokenMembers } from '../../protocol/register/token-metadata.ts'
import { defaults } from './default-said.ts'

/** Completes the defaults: what holds where nothing is said. */
interface Otherwise {
  readonly audience: string
  readonly typ: string
  readonly claims: string
}

export const ofEverything: Otherwise = { audience: 'the issuer', typ: '`at+jwt`', claims: 'none' }
export const ofRealm: Otherwise = {
  audience: 'as at the top level',
  typ: 'as at the top level',
  claims: 'as at the top level',
}
export const ofClient: Otherwise = {
  audience: 'as its realm says',
  typ: 'as its realm says',
  claims: 'as its realm says',
}

/** The members of client metadata about tokens, as settings that hold for more than one client. */
export const tokenSettings = (otherwise: Otherwise): TokenMembers =>
  documented(tokenMembers(), otherwise)

/** The same `members`, with what the documentation says of their defaults. */
export function documented<Members extends TokenMembers>(
  members: Members,
  { audience, typ, claims }: Otherwise,
): Members {
  defaults.add(members.audience, { said: audience })
  defaults.add(members.access_token_typ, { said: typ })
  defaults.add(members.access_token_claims, { said: claims })
  defaults.add(members.id_token_claims, { said: claims })
  return members
}
