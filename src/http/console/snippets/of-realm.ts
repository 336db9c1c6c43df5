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
