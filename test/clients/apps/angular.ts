/**
 * A single page app on angular-oauth2-oidc as its documentation shows it, without a component: it
 * writes down what the library tells it. Bundled by the test.
 *
 * @module
 */

import '@angular/compiler'
import { provideHttpClient } from '@angular/common/http'
import { provideZonelessChangeDetection } from '@angular/core'
import { createApplication } from '@angular/platform-browser'
import { OAuthService, provideOAuthClient } from 'angular-oauth2-oidc'
import { JwksValidationHandler } from 'angular-oauth2-oidc-jwks'

declare global {
  interface Window {
    readonly issuer: string
    readonly responseType: 'code' | 'id_token token'
    oauth: OAuthService
  }
}

const show = (id: string, value: unknown): void => {
  document.getElementById(id)?.append(`${JSON.stringify(value)}\n`)
}

const app = await createApplication({
  providers: [provideZonelessChangeDetection(), provideHttpClient(), provideOAuthClient()],
})
const oauth = app.injector.get(OAuthService)
oauth.configure({
  issuer: window.issuer,
  clientId: 'an-angular-spa',
  redirectUri: `${location.origin}/callback`,
  silentRefreshRedirectUri: `${location.origin}/silent`,
  postLogoutRedirectUri: `${location.origin}/bye`,
  responseType: window.responseType,
  scope: 'openid profile email',
  silentRefreshTimeout: 5000,
  sessionChecksEnabled: true,
  sessionCheckIntervall: 2000,
})
if (window.responseType !== 'code') oauth.tokenValidationHandler = new JwksValidationHandler()
oauth.events.subscribe(({ type }) => show('events', type))
window.oauth = oauth
document.getElementById('in')?.addEventListener('click', () => oauth.initLoginFlow('a=state'))
document.getElementById('out')?.addEventListener('click', () => oauth.logOut())
await oauth.loadDiscoveryDocumentAndTryLogin()
if (oauth.hasValidAccessToken()) {
  show('user', { claims: oauth.getIdentityClaims(), profile: await oauth.loadUserProfile() })
}
document.body.dataset['ready'] = 'true'
