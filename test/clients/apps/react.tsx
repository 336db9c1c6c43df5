/**
 * A single page app on react-oidc-context as its documentation shows it. Bundled by the test.
 *
 * @module
 */

import { createRoot } from 'react-dom/client'
import { AuthProvider, useAuth } from 'react-oidc-context'

declare global {
  interface Window {
    readonly issuer: string
  }
}

function App() {
  const auth = useAuth()
  if (auth.isLoading) return <p>Loading</p>
  if (auth.error !== undefined) return <pre id="failed">{auth.error.message}</pre>
  if (!auth.isAuthenticated) {
    return (
      <button type="button" id="in" onClick={() => void auth.signinRedirect()}>
        In
      </button>
    )
  }
  return (
    <>
      <pre id="user">
        {JSON.stringify({ ...auth.user?.profile, token: auth.user?.access_token })}
      </pre>
      <button type="button" id="renew" onClick={() => void auth.signinSilent()}>
        Renew
      </button>
      <button type="button" id="out" onClick={() => void auth.signoutRedirect()}>
        Out
      </button>
    </>
  )
}

createRoot(document.getElementById('root') as HTMLElement).render(
  <AuthProvider
    authority={window.issuer}
    client_id="a-react-spa"
    redirect_uri={`${location.origin}/`}
    post_logout_redirect_uri={`${location.origin}/`}
    scope="openid profile"
    loadUserInfo
    onSigninCallback={() => history.replaceState({}, '', location.pathname)}
  >
    <App />
  </AuthProvider>,
)
