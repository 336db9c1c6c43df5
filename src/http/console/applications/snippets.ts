import { realmPaths } from '../../../protocol/paths.ts'
import type { Realm } from '../../realm.ts'
import { ofRealm } from '../snippets/of-realm.ts'
import { addressOf, type Snippet, scopeOf, shellWord } from '../snippets/snippet.ts'
import { implicitSnippets, readySnippets, webAppSnippets } from '../snippets/snippets.ts'
import { listOf, type ToldClient } from './client.ts'
import { grantsOf, kindOf } from './kinds.ts'

/** What to write in the app so that it signs in here, with its own id and callback. */
export function snippetsFor(realm: Realm, client: ToldClient): readonly Snippet[] {
  const { client_id: clientId, redirect_uris: uris = [], origins = [] } = client
  if (kindOf(client) === 'service') return [tokenOfService(realm, clientId)]
  const redirectUri = uris[0] ?? `${origins[0] ?? 'http://localhost:5173'}/callback`
  const isOpen = client.source === 'loopback'
  const app = {
    ...ofRealm(realm, clientId),
    ...{ clientId, redirectUri },
    ...scopeFor(client),
    ...(!isOpen && { registered: uris }),
  }
  if (!grantsOf(client).has('code')) return implicitSnippets(app)
  return client.has_secret ? webAppSnippets(app) : readySnippets(app)
}

/** A client that lists its scopes is refused any other; a refresh token is asked for by offline_access. */
function scopeFor(client: ToldClient): { readonly scope?: string } {
  const { grant_types: said = [], refresh_tokens: when } = client
  const renews = grantsOf(client).has('refresh')
  const listed = listOf(client.scope).filter((name) => name !== renewal || renews)
  if (listed.length > 0) return { scope: listed.join(' ') }
  const asksForRenewal = said.includes('refresh_token') && when !== 'always'
  return asksForRenewal ? { scope: `${scopeOf({})} ${renewal}` } : {}
}

const renewal = 'offline_access'

const tokenOfService = (realm: Realm, clientId: string): Snippet => ({
  title: 'curl',
  language: 'sh',
  code: `curl ${shellWord(addressOf(ofRealm(realm), realmPaths.token))} \\
  --data-urlencode ${shellWord(`client_id=${clientId}`)} \\
  --data-urlencode "client_secret=$CLIENT_SECRET" \\
  --data grant_type=client_credentials
`,
})
