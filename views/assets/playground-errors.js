// What to do about an error answer.

const advice = new Map([
  ['access_denied', 'The access was denied. Sign in again and approve it.'],
  ['login_required', 'Nobody is signed in, and no page was allowed. Sign in without prompt=none.'],
  [
    'consent_required',
    'The approval is missing, and no page was allowed. Sign in without prompt=none and approve it.',
  ],
  [
    'interaction_required',
    'A page has to be shown, and none was allowed. Sign in without prompt=none.',
  ],
  [
    'account_selection_required',
    'An account has to be chosen, and no page was allowed. Sign in without prompt=none.',
  ],
  [
    'invalid_request',
    'Something in the request is missing or wrong; the description says what. Change it above and sign in again.',
  ],
  ['invalid_scope', 'The scope does not fit. An ID Token needs the scope openid.'],
  [
    'invalid_target',
    'Its access tokens are not for that API. List it as an audience of this client, or ask for another.',
  ],
  [
    'unauthorized_client',
    'This client may not use this response type. Choose another client or response type.',
  ],
  [
    'unsupported_response_type',
    'This server does not issue that response type. Its discovery document lists those it does.',
  ],
  ['request_not_supported', 'Leave the request parameter out.'],
  ['request_uri_not_supported', 'Leave the request_uri parameter out.'],
  ['registration_not_supported', 'Leave the registration parameter out.'],
  ['server_error', 'The server met a fault. Its log says more.'],
  ['temporarily_unavailable', 'The server is busy. Try again in a moment.'],
])

/** Sentences for an error answer: what came, and what to do. */
export function aboutError(values) {
  const error = values.get('error')
  const description = values.get('error_description')
  return [
    description === undefined
      ? `The response is an error: ${error}.`
      : `The response is an error: ${error}. ${description}`,
    advice.get(error) ?? 'Change the request above and sign in again.',
  ]
}
