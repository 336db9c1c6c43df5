/**
 * The access tokens that a realm has signed, so that a test can end those of a user or of a client.
 *
 * @module
 */

import type { TokenSigner } from '../../ports/tokens.ts'
import type { AccessTokenClaims } from '../../protocol/tokens/access-token.ts'

export type LedgerEntry = Pick<AccessTokenClaims, 'jti' | 'sub' | 'client_id' | 'exp'>

export interface TokenLedger {
  watching(signer: TokenSigner): TokenSigner
  note(claims: LedgerEntry): void
  list(): readonly LedgerEntry[]
}

/** The oldest make room. */
const most = 10_000

export function createTokenLedger(): TokenLedger {
  const entries = new Map<string, LedgerEntry>()
  const note = ({ jti, sub, client_id, exp }: LedgerEntry): void => {
    entries.set(jti, { jti, sub, client_id, exp })
    const [oldest] = entries.size > most ? entries.keys() : []
    if (oldest !== undefined) entries.delete(oldest)
  }
  return {
    watching: (signer) => ({
      ...signer,
      async signAccessToken(claims, typ) {
        const token = await signer.signAccessToken(claims, typ)
        note(claims)
        return token
      },
    }),
    note,
    list: () => [...entries.values()],
  }
}
