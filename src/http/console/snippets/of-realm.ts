import { advertisedPath } from '../../../protocol/provider/provider.ts'
import type { Realm } from '../../realm.ts'
import type { SnippetFor } from './snippet.ts'

/** What every snippet of a realm says of it. */
export const ofRealm = ({
  issuer: address,
  iss,
  provider,
}: Realm): Pick<SnippetFor, 'issuer' | 'at' | 'base' | 'preset'> => ({
  issuer: iss,
  base: address,
  at: (path) => address + advertisedPath(provider, path),
  ...(provider !== undefined && { preset: provider.name }),
})
