import { by, byCases, deviates, met, type SecurityRow } from './row.ts'

export const tokenRows: readonly SecurityRow[] = [
  met(
    'R050',
    'Every secret is 128 random bits or more, from the system',
    by('adapters/random/entropy', 'gives secrets of 256 bits'),
    by('security/source', 'has nowhere %s'),
  ),
  met(
    'R051',
    'An algorithm belongs to its key; all are asymmetric',
    byCases('id_token_hint-06', 'id_token_hint-01-own', 'id_token_hint-02-own'),
    by('adapters/jose/tokens', 'refuses %s'),
  ),
  met(
    'R052',
    'Keys to verify with come from our own store alone',
    byCases('id_token_hint-12', 'id_token_hint-14', 'id_token_hint-05-own'),
    by('security/outbound', 'requests that name addresses to fetch'),
  ),
  met(
    'R053',
    'ID Tokens have iss, sub, aud, exp, iat, nonce, auth_time, and at_hash beside a token',
    by('protocol/tokens/tokens', 'says who signed in, when, for whom'),
    by('flows/tokens/issue-tokens', 'binds the two tokens together'),
  ),
  met(
    'R054',
    'JWT access tokens follow RFC 9068',
    by('protocol/tokens/tokens', 'says what RFC 9068 §2.2 asks for'),
    by('adapters/jose/tokens', 'signs an access token that the published keys verify'),
  ),
  met(
    'R055',
    'Neither kind of token passes for the other',
    by('journeys/userinfo', 'takes no ID Token for an access token'),
    by('journeys/hints', 'is no hint when it is an access token'),
    by('adapters/jose/tokens', 'takes no ID Token for an access token, whatever it claims'),
    by('journeys/access-token', 'passes for no ID Token, even when it is for its own client'),
    by('journeys/access-token', 'is passed for by no ID Token'),
    byCases('id_token_hint-04-own'),
  ),
  met(
    'R056',
    'Audiences: the client of an ID Token; of an access token the API that is listed or the issuer',
    by('protocol/tokens/tokens', 'says who signed in, when, for whom'),
    by('journeys/access-token', 'is the issuer when nobody says otherwise'),
    by('journeys/access-token', 'is that of its realm, when the client says nothing'),
  ),
  met(
    'R057',
    'Tokens live for an hour unless configured otherwise',
    by('config/defaults', 'with tokens of an hour'),
  ),
  met(
    'R058',
    'No registered client bears the name of a user; of others no token speaks of a user by it',
    by('config/faults', 'A broken configuration'),
    by('security/withdrawn', 'lets an app on loopback bear the name of a user'),
  ),
  met(
    'R059',
    'Times are whole seconds, with a minute of tolerance at most',
    by('adapters/jose/tokens', 'allows a clock that was put back by a minute, and no more'),
    by('adapters/random/entropy', 'tells whole seconds of now'),
  ),
  met(
    'R060',
    'RSA keys have 2048 bits or more',
    by('adapters/jose/keys', 'makes an RSA key of at least 2048 bits'),
  ),
  met(
    'R061',
    'The key file is its owner’s alone and written atomically; the key set is public',
    by('adapters/jose/keys', 'is for its owner alone'),
    by('adapters/jose/keys', 'publishes the public members of each key'),
  ),
  deviates(
    'R062',
    'On rotation an old key stays until its last token has expired',
    'there is no rotation yet; a further key in the key file verifies and is published for as long as it stands there',
    by('adapters/jose/keys', 'still publishes a key whose algorithm is no longer wanted'),
  ),
  met(
    'R063',
    'A bearer token is not taken from the query',
    by('journeys/userinfo', 'refuses a token in the query'),
  ),
  met(
    'R064',
    'Two ways of sending a token at once are refused',
    by('journeys/userinfo', 'refuses two ways at once'),
  ),
  met(
    'R065',
    '401 carries a challenge, with an error only where a token was sent',
    by('journeys/userinfo', 'names no error where no token was sent'),
    by('journeys/userinfo', 'refuses a token that was never issued'),
  ),
  met(
    'R066',
    'A token without openid is 403',
    by('journeys/userinfo', 'wants openid, and says so'),
  ),
  met(
    'R067',
    'userinfo has the sub of the ID Token',
    by('journeys/userinfo', 'answers a GET, a POST with the header'),
  ),
  met(
    'R068',
    'Tokens of an ended session, of a disabled user and of a disabled client open nothing',
    by('flows/userinfo', 'tells nothing after its user has signed out'),
    by('flows/userinfo', 'tells nothing of a user who is disabled or gone'),
    by('flows/userinfo', 'tells nothing to an app that is disabled or taken out'),
  ),
]
