/**
 * Each member of the metadata, and what proves it. A member that is not here fails the walk.
 *
 * @module
 */

import * as authorization from './authorization-proofs.ts'
import * as claim from './claim-proofs.ts'
import * as endpoint from './endpoint-proofs.ts'
import * as logOut from './log-out-proofs.ts'
import { always, type Proof } from './proof.ts'
import * as signature from './signature-proofs.ts'
import * as token from './token-proofs.ts'

export const proofs: Readonly<Record<string, Proof>> = {
  issuer: endpoint.issuer,
  authorization_endpoint: authorization.authorizationEndpoint,
  pushed_authorization_request_endpoint: authorization.pushedRequests,
  require_pushed_authorization_requests: endpoint.mustPush,
  token_endpoint: token.tokenEndpoint,
  revocation_endpoint: token.revocationEndpoint,
  revocation_endpoint_auth_methods_supported: token.revocationAuthMethods,
  introspection_endpoint: token.introspectionEndpoint,
  introspection_endpoint_auth_methods_supported: token.introspectionAuthMethods,
  userinfo_endpoint: token.userinfoEndpoint,
  jwks_uri: signature.keySet,
  registration_endpoint: endpoint.registration,
  end_session_endpoint: logOut.endSession,
  check_session_iframe: logOut.checkSession,
  frontchannel_logout_supported: logOut.frontChannel,
  frontchannel_logout_session_supported: logOut.frontChannelSession,
  backchannel_logout_supported: logOut.backChannel,
  backchannel_logout_session_supported: logOut.backChannelSession,
  scopes_supported: claim.scopes,
  response_types_supported: authorization.responseTypes,
  response_modes_supported: authorization.responseModes,
  grant_types_supported: token.grantTypes,
  code_challenge_methods_supported: authorization.challengeMethods,
  subject_types_supported: claim.subjectTypes,
  id_token_signing_alg_values_supported: signature.idTokenAlgs,
  userinfo_signing_alg_values_supported: signature.userinfoAlgs,
  authorization_signing_alg_values_supported: signature.authorizationAlgs,
  token_endpoint_auth_methods_supported: token.tokenAuthMethods,
  token_endpoint_auth_signing_alg_values_supported: signature.assertionAlgs,
  dpop_signing_alg_values_supported: token.dpopAlgs,
  claim_types_supported: claim.claimTypes,
  claims_supported: claim.claims,
  claims_parameter_supported: claim.claimsParameter,
  request_parameter_supported: signature.requestParameter,
  request_object_signing_alg_values_supported: signature.requestObjectAlgs,
  request_uri_parameter_supported: signature.requestUriParameter,
  acr_values_supported: claim.acrValues,
  prompt_values_supported: authorization.prompts,
  ui_locales_supported: authorization.languages,
  authorization_response_iss_parameter_supported: always(true, authorization.namesIssuer),
}
