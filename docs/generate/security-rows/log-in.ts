import { by, byCases, deviates, met, type SecurityRow } from './row.ts'

export const logInRows: readonly SecurityRow[] = [
  met(
    'R070',
    'Each login has a new session id, and the old one is dead',
    by('journeys/interactions', 'gives a new session id at each login'),
    by('flows/steps/sign-in', 'never takes over a secret that the browser made up'),
  ),
  met(
    'R071',
    'A cookie carries a reference; the session is on the server',
    by('journeys/cookies', 'are opaque, for the whole path'),
    by('http/edge/cookies', 'takes no value that we have not made'),
  ),
  met(
    'R072',
    'Cookies are HttpOnly, Lax and without Domain; Secure and __Host- on https',
    by('journeys/cookies', 'are opaque, for the whole path'),
    by('journeys/cookies', 'are Secure as well, under a __Host- name'),
  ),
  met(
    'R073',
    'Cookies are small, whatever was sent',
    byCases('hint-02'),
    by('http/edge/cookies', 'sets no value that it would not read'),
  ),
  met(
    'R074',
    'Two cookies of our name are none',
    by('journeys/cookies', 'are none when one of them comes twice'),
    byCases('http-26'),
  ),
  met(
    'R075',
    'Sessions end when idle and after a day, both configurable',
    by('flows/steps/sign-in', 'ends after thirty minutes without a request'),
    by('flows/steps/sign-in', 'ends after a day, however busy it is'),
    by('security/session', 'goes on while it is used, and ends when it is not'),
  ),
  met(
    'R076',
    'Logout ends the session on the server',
    by('flows/session/log-out', 'with the hint of this session ends it at once'),
  ),
  met(
    'R077',
    'A user who is disabled or taken out has lost all sessions, also by a reload',
    byCases('prompt-06'),
    by('cli/serve/reload', 'takes the users of the new file'),
  ),
  met(
    'R078',
    'A session begins by what a user does, never by a mere GET',
    by('journeys/cookies', 'are not set by a page that asks nothing of the user'),
  ),
  met(
    'R079',
    'Failed logins cost a wait by account and address, and are bounded together; nobody is locked out',
    by(
      'adapters/passwords/authenticator',
      'looks at no password of an account for a second after five failures',
    ),
    by(
      'adapters/passwords/client-attempts',
      'make nobody else wait, from however many addresses they come',
    ),
    by('security/client-secrets', 'make no client and no user wait, however many come'),
    by('adapters/passwords/authenticator', 'and never locks for good'),
  ),
  met(
    'R080',
    'Guesses at the same time are counted one by one',
    by(
      'adapters/passwords/authenticator',
      'checks five passwords, and not one more, of 100 wrong ones at once',
    ),
  ),
  met(
    'R081',
    'An unknown user and a wrong password look alike, in words and in time',
    by('journeys/implicit', 'is 400 with the same words for a user that is not there'),
    by(
      'adapters/passwords/password-hasher',
      'takes as long for nobody, for plain text and for a cheap hash',
    ),
  ),
  met(
    'R082',
    'Secrets are compared in constant time',
    by('security/source', 'compares secrets in constant time'),
  ),
  met(
    'R083',
    'No default user beyond loopback',
    by('config/beyond-loopback', 'starts in strict mode'),
    by('config/defaults', 'has no demo users, no demo clients, no playground'),
  ),
  met(
    'R084',
    'Passwords are taken as typed, up to 1024 bytes, and longer ones are not hashed',
    by('adapters/passwords/password-hasher', 'takes 1024 bytes, and no more'),
    by('http/edge/forms', 'is at most 32 kB'),
  ),
  met(
    'R085',
    'Beyond loopback passwords are scrypt hashes; two are checked at once',
    by('adapters/passwords/password-hasher', 'checks two hashes at once, lets 100 wait'),
    by('config/beyond-loopback', 'starts in strict mode'),
  ),
  met(
    'R086',
    'The password field suits password managers',
    by('views/pages', 'has fields that a password manager knows'),
  ),
  met(
    'R087',
    'Every form has a token of its own, bound to its step and browser, for one use',
    by('journeys/interactions', 'is refused without its CSRF token'),
    by('journeys/interactions', 'is refused with the CSRF token of another visit'),
    by('journeys/log-out', 'wants its own page to be answered'),
  ),
  met(
    'R088',
    'Origin and Sec-Fetch-Site are looked at on every form',
    by('journeys/interactions', 'is refused when a page of another site posts it'),
    by('http/edge/same-origin', 'refuses every other origin'),
  ),
  met(
    'R089',
    'A step belongs to the browser that began it',
    by('journeys/interactions', 'is refused to another browser'),
  ),
  met(
    'R090',
    'A request does not change once it is accepted',
    by('journeys/interactions', 'takes no parameter of the request a second time'),
  ),
  met(
    'R091',
    'Steps are taken in their order',
    by('journeys/interactions', 'is not reached out of order'),
  ),
  met(
    'R092',
    'A step is used once, within ten minutes, and there are only so many',
    by('journeys/interactions', 'is used once: a replay is told so'),
    by('flows/authorize/interactions', 'ends after ten minutes'),
    by('flows/authorize/interactions', 'gives way when its browser has opened five more'),
    by('security/bounded-input', 'leaves only what it means in memory'),
  ),
  met(
    'R093',
    'Tabs do not mix their requests',
    by('journeys/interactions', 'do not mix their requests, answered crosswise'),
    by('flows/steps/choose-account', 'hands out nothing of another user who has signed in since'),
  ),
  met(
    'R094',
    'Automatic login is for local mode on loopback',
    by('config/beyond-loopback', 'starts in strict mode'),
    by('config/defaults', 'has no demo users, no demo clients, no playground'),
  ),
  met(
    'R100',
    'Consent is for a client and what it asked for; more is asked for again',
    by('journeys/prompt', 'a wider scope brings it back'),
    by('flows/steps/consent', 'is asked for again when a single claim is asked for'),
  ),
  deviates(
    'R101',
    'A client that anybody can pass for is asked about each time',
    'in strict mode, first-party clients included; in local mode every client is such a one, and silent renewal is to work',
    by('journeys/modes', 'asks a client on loopback each time'),
    by('security/withdrawn', 'is spared the question: %s'),
  ),
  met(
    'R102',
    'The consent page names client, id, address, scopes in words and lifetime',
    by('views/pages', 'names the app, its id, the address, the scopes in words and the lifetime'),
  ),
  met(
    'R103',
    'What a client says of itself is text, or an http(s) link that tells nothing',
    by('views/hostile-values', 'offers links only with rel="noopener noreferrer"'),
    by('security/hostile-values', 'changes no page, sets no header'),
  ),
  deviates(
    'R104',
    'Users can look at their consents and take them back',
    'not built yet; consents end with the process, and prompt=consent asks again',
  ),
  met(
    'R105',
    'prompt=none never makes consent',
    by('flows/steps/consent', 'is never given by prompt=none'),
    byCases('prompt-02-own'),
  ),
  met(
    'R106',
    'Where an answer goes is shown in ASCII',
    by('security/hostile-values', 'is shown in ASCII, as it is registered'),
  ),
]
