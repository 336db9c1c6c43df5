import { realmPaths } from '../../../protocol/paths.ts'
import type { Realm } from '../../realm.ts'
import { ofRealm } from '../snippets/of-realm.ts'
import { addressOf, type Snippet, shellWord } from '../snippets/snippet.ts'
import { implicitSnippets, readySnippets } from '../snippets/snippets.ts'
import type { ToldClient } from './client.ts'
import { grantsOf, kindOf } from './kinds.ts'

/** What to write in the app so that it signs in here, with its own id and callback. */
export function snippetsFor(realm: Realm, client: ToldClient): readonly Snippet[] {
  const { client_id: clientId, redirect_uris: uris = [], origins = [] } = client
  if (kindOf(client) === 'service') return [tokenOfService(realm, clientId)]
  const redirectUri = uris[0] ?? `${origins[0] ?? 'http://localhost:5173'}/callback`
  const isOpen = client.source === 'loopback'
  const app = {
    ...ofRealm(realm, clientId),
    clientId,
    redirectUri,
    ...(!isOpen && { registered: uris }),
  }
  return grantsOf(client).has('code') ? readySnippets(app) : implicitSnippets(app)
}

const tokenOfService = (realm: Realm, clientId: string): Snippet => ({
  title: 'curl',
  language: 'sh',
  code: `curl ${shellWord(addressOf(ofRealm(realm), realmPaths.token))} \\
  --data-urlencode ${shellWord(`client_id=${clientId}`)} \\
  --data-urlencode "client_secret=$CLIENT_SECRET" \\
  --data grant_type=client_credentials
`,
})
