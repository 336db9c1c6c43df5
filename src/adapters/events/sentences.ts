import type { LoggedEvent } from './log-events.ts'

type Kind = LoggedEvent['kind']

type EventOf<Name extends Kind> = Extract<LoggedEvent, { readonly kind: Name }>

/** What an event says to a person, in one line; `block` stands below it, and may be pasted. */
export interface Sentence {
  readonly text: string
  readonly block?: string | undefined
}

/** A sentence for each kind of event. */
export const sentences: { readonly [Name in Kind]: (event: EventOf<Name>) => Sentence } = {
  'request.refused': ({ clientId, error, rule }) => ({
    text: `${clientId ?? 'an app without a name'}: ${error} – ${rule}`,
  }),
  'http.refused': ({ status, method, path, error, rule, host, why }) => ({
    text: `${[method, path, status ? `${status}: ` : ''].join(' ').trimStart()}${error === undefined ? '' : `${error} – `}${rule}${host === undefined ? '' : ` (Host: ${host})`}${why === undefined ? '' : ` (${why})`}`,
  }),
  'http.answered': ({ method, path, status, milliseconds }) => ({
    text: `${method} ${path} ${status} (${milliseconds} ms)`,
  }),
  'client.accepted': ({ clientId, origin, register }) => ({
    text: `${clientId} at ${origin} is accepted on loopback. To register it:`,
    block: register,
  }),
  'request.pushed': ({ clientId }) => ({ text: `${clientId} has pushed a request` }),
  'client.on-another-site': ({ clientId, origin, openAt }) => ({
    text: `${clientId}: silent renewal will ask for login, for browsers keep the session cookie from frames of ${origin}. Open the app at ${openAt}`,
  }),
  'client.registered': ({ clientId, open }) => ({
    text: `${clientId} has registered itself${open ? ', as anybody may' : ' by its access token'}`,
  }),
  'client.unregistered': ({ clientId }) => ({ text: `${clientId} has taken itself out` }),
  'client.forgotten': ({ clientId, origin }) => ({
    text: `${clientId} at ${origin} is forgotten, to make room for another app on loopback`,
  }),
  'user.signed-in': ({ sub, by }) => ({ text: `${sub} signed in (${by})` }),
  'user.sign-in-failed': ({ reason }) => ({ text: `a sign-in failed: ${failures[reason]}` }),
  'user.signed-out': ({ sub }) => ({ text: `${sub} signed out` }),
  'client.told': ({ clientId, sub, attempts }) => ({
    text: `${clientId} was told that ${sub} signed out${attempts > 1 ? `, at try ${attempts}` : ''}`,
  }),
  'client.not-told': ({ clientId, sub, attempts, why }) => ({
    text: `${clientId} was not told that ${sub} signed out: ${silences[why]} (tries: ${attempts})`,
  }),
  'consent.granted': ({ sub, clientId, grants, remembered }) => ({
    text: `${sub} approved ${clientId}: ${grants.join(' ')}${remembered ? ' (remembered)' : ''}`,
  }),
  'consent.withdrawn': ({ sub, clientId }) => ({
    text: `${sub} withdrew all that ${clientId} was let have`,
  }),
  'consent.denied': ({ sub, clientId }) => ({ text: `${sub} denied ${clientId}` }),
  'scope.left-out': ({ clientId, scopes }) => ({
    text: `${clientId}: scopes that are unknown, or that the request cannot have, are left out: ${scopes.join(' ')}`,
  }),
  'tokens.issued': ({ sub, clientId, responseType, scope }) => ({
    text: `${clientId} got ${responseType} for ${sub}: ${scope}`,
  }),
  'tokens.granted': ({ sub, clientId, grantType, scope }) => ({
    text: `${clientId} got tokens by ${grantType}${sub === undefined ? '' : ` for ${sub}`}: ${scope}`,
  }),
  'grant.ended': ({ sub, clientId, why }) => ({
    text: `all that ${sub} granted to ${clientId} by this login is void: ${ends[why]}`,
  }),
  'userinfo.read': ({ sub, clientId }) => ({ text: `${clientId} read the claims of ${sub}` }),
  'keys.rotated': ({ published, dropped }) => ({
    text: `the signing keys rotate: ${[
      ...published.map((kid) => `${kid} is published`),
      ...dropped.map((kid) => `${kid} is dropped`),
    ].join(', ')}`,
  }),
  'fault.served': ({ fault, what, scenario }) => ({
    text: `a test has planned this fault: ${what} (${scenario ?? fault})`,
  }),
  'store.lost': ({ at, why }) => ({ text: `the store at ${at} cannot be reached: ${why}` }),
  'store.evicts': ({ at, policy }) => ({
    text: `the store at ${at} forgets records when it is full (maxmemory-policy ${policy}): what was used or revoked would count again. Set noeviction there`,
  }),
  'store.back': ({ at }) => ({ text: `the store at ${at} is back` }),
  'fault.unexpected': ({ where }) => ({ text: `a fault of the server at ${where}` }),
}

const ends = {
  'code-reused': 'its code came twice',
  'refresh-token-reused': 'a used refresh token came again',
  revoked: 'the app has revoked it',
} as const

const silences = {
  insecure: 'its backchannel_logout_uri must be https, or in local mode http on loopback',
  'private-address':
    'the host of its backchannel_logout_uri has an address that is not for everybody',
  redirected: 'its backchannel_logout_uri redirects: register where it leads to',
  refused: 'it refused the logout token',
  unreachable: 'it could not be reached, or has a fault of its own',
  'too-slow': 'it did not answer within two seconds',
  busy: 'too many calls wait',
  stopped: 'the server stops',
} as const

const failures = {
  wrong: 'user name and password do not match',
  wait: 'too many tries',
  busy: 'too many people at once',
  disabled: 'the user is disabled',
  'not-joined': 'what is typed of a newcomer is not right',
} as const
