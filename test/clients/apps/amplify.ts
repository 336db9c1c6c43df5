/**
 * An app on aws-amplify that signs in by the managed login of its user pool, as the documentation of Amplify
 * shows it. What it is configured by stands in its page.
 *
 * @module
 */

import { fetchAuthSession, getCurrentUser, signInWithRedirect, signOut } from '@aws-amplify/auth'
import { cognitoUserPoolsTokenProvider } from '@aws-amplify/auth/cognito'
import '@aws-amplify/auth/enable-oauth-listener'
import { Amplify, Hub } from '@aws-amplify/core'

declare const settings: {
  readonly userPoolId: string
  readonly userPoolClientId: string
  readonly domain: string
}

const { domain, ...pool } = settings
const { origin } = location

const configured = {
  Auth: {
    Cognito: {
      ...pool,
      loginWith: {
        oauth: {
          domain,
          scopes: ['openid', 'email', 'profile'],
          redirectSignIn: [`${origin}/`],
          redirectSignOut: [`${origin}/bye`],
          responseType: 'code' as const,
        },
      },
    },
  },
}

// what the package aws-amplify does beside its parts, which are all that is installed here
cognitoUserPoolsTokenProvider.setAuthConfig(configured.Auth)
Amplify.configure(configured, { Auth: { tokenProvider: cognitoUserPoolsTokenProvider } })

const show = (id: string, value: unknown): void => {
  const element = document.getElementById(id)
  if (element !== null) element.textContent = JSON.stringify(value)
}

async function showUser(): Promise<void> {
  const { username, userId } = await getCurrentUser()
  const { tokens } = await fetchAuthSession()
  show('user', {
    username,
    userId,
    id: tokens?.idToken?.payload,
    access: tokens?.accessToken.payload,
  })
}

Hub.listen('auth', ({ payload }) => {
  if (payload.event === 'signInWithRedirect') void showUser()
  if (payload.event === 'signInWithRedirect_failure') show('user', { failed: payload.data })
})

const onClick = (id: string, run: () => Promise<unknown>): void =>
  document.getElementById(id)?.addEventListener('click', () => void run())

onClick('in', () => signInWithRedirect())
onClick('out', () => signOut())
