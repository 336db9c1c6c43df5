import { advertisedPath, issuerFor } from '../../../protocol/provider/provider.ts'
import type { Realm } from '../../realm.ts'
import type { SnippetFor } from './snippet.ts'

/** What every snippet of a realm says of it; for an API without a client. */
export const ofRealm = (
  { issuer: address, iss, provider }: Realm,
  clientId?: string,
): Pick<SnippetFor, 'issuer' | 'at' | 'base' | 'preset'> => ({
  issuer: clientId === undefined ? iss : issuerFor({ issuer: iss, provider }, clientId),
  base: address,
  at: (path) => address + advertisedPath(provider, path),
  ...(provider !== undefined && { preset: provider.name }),
})

/** Whom an access token of a client is for that has named no API, as the provider of the realm writes it. */
export function usualAudience(
  { iss, provider, tokenShape: { audiences } }: Realm,
  clientId: string,
): string {
  const [aud = iss] = audiences
  const made = { iss, aud, client_id: clientId, scope: 'openid' }
  const claims = { ...made, ...{ sub: 'alice', iat: 0, exp: 0, jti: '' } }
  const about = { issuer: iss, clientId, user: undefined }
  const written = provider?.shape?.accessToken?.(claims, about) ?? claims
  return [written.aud].flat()[0] ?? aud
}
