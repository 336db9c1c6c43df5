/**
 * What the server says of itself (OIDC Discovery §3, RFC 8414 §2): exactly what is switched on.
 *
 * @module
 */

import { prompts } from '../authorize/request.ts'
import { clientAuthMethods } from '../client/credentials.ts'
import { clientSigningAlgs, type SigningAlg } from '../keys/signing-alg.ts'
import { languages } from '../language.ts'
import { realmPaths } from '../paths.ts'
import type { RegistrationTerms } from '../register/registration-terms.ts'
import { dpopSigningAlgs } from '../token/dpop.ts'
import { codeChallengeMethods } from '../token/pkce.ts'
import type { ScopeCatalogue } from '../userinfo/claims.ts'
import type { Offered } from './offered.ts'

interface Inputs {
  readonly issuer: string
  /** What the paths of the realm stand below. */
  readonly address: string
  /** The path by which one of ours is advertised. */
  readonly pathOf: (path: string) => string
  /** Claims beside those of its scopes. */
  readonly furtherClaims: readonly string[]
  readonly scopes: ScopeCatalogue
  readonly offered: Offered
  readonly algs: readonly SigningAlg[]
  readonly acrValues: readonly string[]
  readonly registration: RegistrationTerms
}

const protocolClaims = ['sub', 'iss', 'aud', 'exp', 'iat', 'auth_time', 'nonce', 'acr', 'sid']

/**
 * The document of a realm for whoever asked for it at `at`, one of its addresses: where that is not
 * the issuer's, as from one container to another, what apps and APIs call by themselves is found
 * there too. The issuer and what a browser is sent to stay as they are.
 *
 * Deviates: a document at another address than the issuer's names an issuer that it was not asked
 * under (OIDC Discovery §4.3), so a client must be told both addresses.
 */
export function metadata(inputs: Inputs, at: string = inputs.address): object {
  const { issuer, address, pathOf, scopes, offered, algs, acrValues } = inputs
  const claims = [...scopes.values()].flatMap((scope) => scope.claims)
  return {
    issuer,
    authorization_endpoint: address + pathOf(realmPaths.authorize),
    pushed_authorization_request_endpoint: at + pathOf(realmPaths.pushedRequests),
    require_pushed_authorization_requests: false,
    token_endpoint: at + pathOf(realmPaths.token),
    revocation_endpoint: at + pathOf(realmPaths.revoke),
    revocation_endpoint_auth_methods_supported: clientAuthMethods,
    introspection_endpoint: at + pathOf(realmPaths.introspect),
    introspection_endpoint_auth_methods_supported: clientAuthMethods.filter(
      (method) => method !== 'none',
    ),
    userinfo_endpoint: at + pathOf(realmPaths.userinfo),
    jwks_uri: at + pathOf(realmPaths.jwks),
    ...(inputs.registration.kind !== 'off' && {
      registration_endpoint: at + pathOf(realmPaths.register),
    }),
    end_session_endpoint: address + pathOf(realmPaths.logOut),
    check_session_iframe: address + pathOf(realmPaths.checkSession),
    frontchannel_logout_supported: true,
    frontchannel_logout_session_supported: true,
    backchannel_logout_supported: true,
    backchannel_logout_session_supported: true,
    scopes_supported: [...scopes.keys()],
    response_types_supported: offered.responseTypes,
    response_modes_supported: offered.responseModes,
    grant_types_supported: offered.grantTypes,
    code_challenge_methods_supported: codeChallengeMethods,
    subject_types_supported: offered.subjectTypes,
    id_token_signing_alg_values_supported: algs,
    ...(offered.signedAnswers && { authorization_signing_alg_values_supported: algs }),
    ...(offered.signedUserinfo && { userinfo_signing_alg_values_supported: algs }),
    token_endpoint_auth_methods_supported: clientAuthMethods,
    token_endpoint_auth_signing_alg_values_supported: clientSigningAlgs,
    dpop_signing_alg_values_supported: dpopSigningAlgs,
    claim_types_supported: ['normal'],
    claims_supported: [...new Set([...protocolClaims, ...claims, ...inputs.furtherClaims])],
    claims_parameter_supported: true,
    request_parameter_supported: true,
    request_object_signing_alg_values_supported: offered.requestObjectAlgs,
    request_uri_parameter_supported: false,
    acr_values_supported: acrValues,
    prompt_values_supported: prompts,
    ui_locales_supported: languages,
    authorization_response_iss_parameter_supported: true,
  }
}
