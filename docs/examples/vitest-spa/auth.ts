import { InMemoryWebStorage, OidcClient, WebStorageStateStore } from 'oidc-client-ts'

/** What a single-page app does to sign its user in, renew their tokens and know when they are gone. */
export function createAuth(authority: string) {
  const client = new OidcClient({
    authority,
    client_id: 'shop',
    redirect_uri: 'http://localhost:5173/callback',
    scope: 'openid profile offline_access',
    stateStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
  })
  let session: Awaited<ReturnType<OidcClient['processSigninResponse']>> | undefined

  return {
    user: () => session?.profile.sub,
    accessToken: () => session?.access_token,
    start: async () => (await client.createSigninRequest({})).url,
    async finish(url: string) {
      session = await client.processSigninResponse(url)
    },
    async renew() {
      if (session === undefined) return
      const { refresh_token = '', id_token, session_state = null, profile, scope } = session
      const state = { refresh_token, id_token, session_state, profile, scope }
      session = await client.useRefreshToken({ state }).catch(() => undefined)
    },
  }
}
