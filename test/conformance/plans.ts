/**
 * The test plans of the OpenID Foundation's conformance suite for OpenID providers, with the names of
 * their modules.
 *
 * @module
 */

/** What every plan of OpenID Connect Core asks, whatever its response type. */
const always = [
  'oidcc-server',
  'oidcc-response-type-missing',
  'oidcc-idtoken-signature',
  'oidcc-userinfo-get',
  'oidcc-userinfo-post-header',
  'oidcc-userinfo-post-body',
  'oidcc-scope-profile',
  'oidcc-scope-email',
  'oidcc-scope-address',
  'oidcc-scope-phone',
  'oidcc-scope-all',
  'oidcc-alternate-happy-flow',
  'oidcc-display-page',
  'oidcc-display-popup',
  'oidcc-prompt-login',
  'oidcc-prompt-none-not-logged-in',
  'oidcc-prompt-none-logged-in',
  'oidcc-max-age-1',
  'oidcc-max-age-10000',
  'oidcc-ensure-request-with-unknown-parameter-succeeds',
  'oidcc-id-token-hint',
  'oidcc-login-hint',
  'oidcc-ui-locales',
  'oidcc-claims-locales',
  'oidcc-ensure-request-with-acr-values-succeeds',
  'oidcc-ensure-registered-redirect-uri',
  'oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported',
  'oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported',
  'oidcc-ensure-request-object-with-redirect-uri',
  'oidcc-claims-essential',
] as const

const ofCodes = [
  'oidcc-ensure-request-without-nonce-succeeds-for-code-flow',
  'oidcc-codereuse',
  'oidcc-codereuse-30seconds',
  'oidcc-server-client-secret-post',
  'oidcc-refresh-token',
  'oidcc-ensure-request-with-valid-pkce-succeeds',
] as const

const ofIdTokens = ['oidcc-ensure-request-without-nonce-fails'] as const

const ofCodeAlone = ['oidcc-ensure-post-request-succeeds', 'oidcc-idtoken-unsigned'] as const

export type CoreModule =
  | (typeof always)[number]
  | (typeof ofCodes)[number]
  | (typeof ofIdTokens)[number]
  | (typeof ofCodeAlone)[number]

export const dynamicModules = [
  'oidcc-discovery-endpoint-verification',
  'oidcc-server',
  'oidcc-ensure-client-assertion-with-iss-aud-succeeds',
  'oidcc-ensure-redirect-uri-in-authorization-request',
  'oidcc-ensure-request-object-with-redirect-uri',
  'oidcc-idtoken-rs256',
  'oidcc-idtoken-unsigned',
  'oidcc-redirect-uri-query-OK',
  'oidcc-redirect-uri-query-added',
  'oidcc-redirect-uri-query-mismatch',
  'oidcc-redirect-uri-regfrag',
  'oidcc-refresh-token',
  'oidcc-refresh-token-rp-key-rotation',
  'oidcc-registration-jwks-uri',
  'oidcc-registration-logo-uri',
  'oidcc-registration-policy-uri',
  'oidcc-registration-sector-bad',
  'oidcc-registration-sector-uri',
  'oidcc-registration-tos-uri',
  'oidcc-request-uri-signed-rs256',
  'oidcc-request-uri-unsigned',
  'oidcc-server-rotate-keys',
  'oidcc-userinfo-rs256',
] as const

/** Those that are not of the core plans too. */
export type DynamicModule = Exclude<(typeof dynamicModules)[number], CoreModule>

export const logOutModules = [
  'oidcc-rp-initiated-logout-discovery-endpoint-verification',
  'oidcc-rp-initiated-logout',
  'oidcc-rp-initiated-logout-bad-post-logout-redirect-uri',
  'oidcc-rp-initiated-logout-modified-id-token-hint',
  'oidcc-rp-initiated-logout-no-id-token-hint',
  'oidcc-rp-initiated-logout-no-params',
  'oidcc-rp-initiated-logout-no-post-logout-redirect-uri',
  'oidcc-rp-initiated-logout-no-state',
  'oidcc-rp-initiated-logout-only-state',
  'oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri',
  'oidcc-rp-initiated-logout-bad-id-token-hint',
] as const

const frontChannelModules = [
  'oidcc-frontchannel-logout-discovery-endpoint-verification',
  'oidcc-frontchannel-rp-initiated-logout',
] as const

const backChannelModules = [
  'oidcc-backchannel-logout-discovery-endpoint-verification',
  'oidcc-backchannel-rp-initiated-logout',
] as const

const sessionModules = [
  'oidcc-session-management-discovery-endpoint-verification',
  'oidcc-session-management-rp-initiated-logout',
] as const

const thirdPartyModules = [
  'oidcc-3rd_party-init-login',
  'oidcc-3rd_party-init-login-nohttps',
] as const

export type LogOutModule =
  | (typeof logOutModules)[number]
  | (typeof frontChannelModules)[number]
  | (typeof backChannelModules)[number]
  | (typeof sessionModules)[number]

export type ThirdPartyModule = (typeof thirdPartyModules)[number]

export interface CorePlan {
  readonly responseTypes: readonly string[]
  readonly responseMode: 'form_post' | undefined
  readonly modules: readonly CoreModule[]
}

const implicit = ['id_token', 'id_token token']
const hybrid = ['code id_token', 'code token', 'code id_token token']

const basicModules = [...always, ...ofCodes, ...ofCodeAlone]
const implicitModules = [...always, ...ofIdTokens]
const hybridModules = [...always, ...ofCodes, ...ofIdTokens]

const plan = (
  responseTypes: readonly string[],
  modules: readonly CoreModule[],
  responseMode?: 'form_post',
): CorePlan => ({ responseTypes, modules, responseMode })

export const corePlans: Readonly<Record<string, CorePlan>> = {
  'oidcc-basic-certification-test-plan': plan(['code'], basicModules),
  'oidcc-implicit-certification-test-plan': plan(implicit, implicitModules),
  'oidcc-hybrid-certification-test-plan': plan(hybrid, hybridModules),
  'oidcc-formpost-basic-certification-test-plan': plan(['code'], basicModules, 'form_post'),
  'oidcc-formpost-implicit-certification-test-plan': plan(implicit, implicitModules, 'form_post'),
  'oidcc-formpost-hybrid-certification-test-plan': plan(hybrid, hybridModules, 'form_post'),
}

export const otherPlans: Readonly<Record<string, readonly string[]>> = {
  'oidcc-config-certification-test-plan': ['oidcc-discovery-endpoint-verification'],
  'oidcc-dynamic-certification-test-plan': dynamicModules,
  'oidcc-rp-initiated-logout-certification-test-plan': logOutModules,
  'oidcc-frontchannel-rp-initiated-logout-certification-test-plan': frontChannelModules,
  'oidcc-backchannel-rp-initiated-logout-certification-test-plan': backChannelModules,
  'oidcc-session-management-certification-test-plan': sessionModules,
  'oidcc-3rdparty-init-login-certification-test-plan': thirdPartyModules,
}
