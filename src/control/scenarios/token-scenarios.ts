import type { Defect } from '../faults/defects.ts'
import type { Need } from '../faults/need.ts'
import { type Scenario, tokenPlaces } from './scenario.ts'
import { aCodeBeside, aNonce, anIdToken, aTokenBeside } from './what-apps-ask.ts'

interface Row extends Pick<Scenario, 'name' | 'what' | 'sound' | 'cites'> {
  readonly defect: Defect
  /** What the app must have asked for; an ID Token when left out. */
  readonly needs?: readonly Need[]
  /** Where it may have come from; from both when left out. */
  readonly from?: 'authorize'
  /** Whether a client may leave it unseen where the token comes from the token endpoint. */
  readonly isTrusted?: true
}

const rows: readonly Row[] = [
  {
    name: 'wrong-nonce',
    defect: 'wrong-nonce',
    what: 'The ID Token has the nonce of another login.',
    sound: 'It compares nonce with what it has sent: the token may be of another login.',
    cites: 'OIDC Core §3.1.3.7',
    needs: [anIdToken, aNonce],
  },
  {
    name: 'no-nonce',
    defect: 'no-nonce',
    what: 'The ID Token has no nonce, though one was sent.',
    sound: 'It takes no token without the nonce that it has sent.',
    cites: 'OIDC Core §3.1.3.7',
    needs: [anIdToken, aNonce],
  },
  {
    name: 'wrong-at_hash',
    defect: 'wrong-at_hash',
    what: 'The ID Token beside an access token hashes another one.',
    sound: 'It compares at_hash: the access token may be of somebody else.',
    cites: 'OIDC Core §3.2.2.9',
    needs: [aTokenBeside],
    from: 'authorize',
  },
  {
    name: 'wrong-c_hash',
    defect: 'wrong-c_hash',
    what: 'The ID Token beside a code hashes another one.',
    sound: 'It compares c_hash: the code may be of somebody else.',
    cites: 'OIDC Core §3.3.2.10',
    needs: [aCodeBeside],
    from: 'authorize',
  },
  {
    name: 'wrong-iss',
    defect: 'wrong-iss',
    what: 'The ID Token is of another issuer.',
    sound: 'It compares iss with the issuer that it has asked.',
    cites: 'OIDC Core §3.1.3.7',
  },
  {
    name: 'wrong-aud',
    defect: 'wrong-aud',
    what: 'The ID Token is for another app.',
    sound: 'It looks for its own client_id in aud.',
    cites: 'OIDC Core §3.1.3.7',
  },
  {
    name: 'expired',
    defect: 'expired',
    what: 'The ID Token expired an hour ago.',
    sound: 'It compares exp with its clock.',
    cites: 'OIDC Core §3.1.3.7',
  },
  {
    name: 'not-yet',
    defect: 'not-yet',
    what: 'The ID Token begins to count in an hour.',
    sound: 'It compares nbf and iat with its clock.',
    cites: 'RFC 7519 §4.1.5',
  },
  {
    name: 'alg-none',
    defect: 'alg-none',
    what: 'The ID Token is not signed: its alg is none.',
    sound: 'It takes the algorithms that it has registered, and none is not among them.',
    cites: 'RFC 8725 §3.2',
  },
  {
    name: 'bad-signature',
    defect: 'bad-signature',
    what: 'The signature of the ID Token does not verify.',
    sound: 'It verifies the signature, at the latest where the token comes through a browser.',
    cites: 'OIDC Core §3.2.2.11',
    isTrusted: true,
  },
  {
    name: 'unknown-kid',
    defect: 'unknown-kid',
    what: 'The ID Token names a key that is not in the JWK Set.',
    sound: 'It finds no key, and takes no other.',
    cites: 'RFC 7515 §4.1.4',
    isTrusted: true,
  },
  {
    name: 'no-sub',
    defect: 'no-sub',
    what: 'The ID Token says of nobody who it is.',
    sound: 'It signs nobody in without sub.',
    cites: 'OIDC Core §2',
  },
  {
    name: 'garbage-token',
    defect: 'garbage',
    what: 'In the place of the ID Token is text that is no JWT.',
    sound: 'It says so, and does not break.',
    cites: 'RFC 7519 §7.2',
  },
]

/** ID Tokens that are not what they should be. */
export const tokenScenarios: readonly Scenario[] = rows.map(
  ({ defect, needs = [anIdToken], from, isTrusted, ...told }) => ({
    ...told,
    attacks: 'id-token',
    expected: 'refused',
    faults: tokenPlaces
      .filter((endpoint) => from === undefined || endpoint === from)
      .map((endpoint) => ({
        ...{ match: { endpoint }, fault: { tokens: defect, of: 'id_token' }, needs },
        ...(isTrusted && endpoint === 'token' && { mayPass: true }),
      })),
    otherwise: anIdToken.otherwise,
  }),
)
