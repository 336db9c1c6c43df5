import type { Fault } from '../faults/fault.ts'
import type { Need } from '../faults/need.ts'
import type { Scenario } from './scenario.ts'
import {
  aCode,
  aCodeInTheQuery,
  anAnswer,
  anAnswerThatSaysWho,
  aState,
  tokensThroughTheBrowser,
} from './what-apps-ask.ts'

interface Row extends Pick<Scenario, 'name' | 'what' | 'sound' | 'cites'> {
  readonly fault: Fault
  /** What the answer must have without it; an error may come in the place of any. */
  readonly need?: Need
}

const rows: readonly Row[] = [
  {
    name: 'missing-state',
    what: 'The answer comes without state.',
    sound: 'It takes no answer without the state that it has sent: somebody else may have asked.',
    cites: 'RFC 6749 §10.12',
    fault: { params: { drop: ['state'] } },
    need: aState,
  },
  {
    name: 'foreign-state',
    what: 'The answer comes with the state of another browser.',
    sound: 'It compares state with what this browser has sent.',
    cites: 'RFC 6749 §10.12',
    fault: { params: { set: { state: 'the-state-of-somebody-else' } } },
    need: aState,
  },
  {
    name: 'mixed-up-issuer',
    what: 'The answer says that another issuer has sent it.',
    sound: 'It compares iss with the issuer that it has asked.',
    cites: 'RFC 9207 §2.4',
    fault: { params: { set: { iss: 'https://somebody-else.example' } } },
    need: anAnswer,
  },
  {
    name: 'repeated-state',
    what: 'The answer says its state twice.',
    sound: 'It takes no answer in which a parameter comes more than once.',
    cites: 'RFC 6749 §3.1',
    fault: { params: { repeat: ['state'] } },
    need: aState,
  },
  {
    name: 'repeated-issuer',
    what: 'The answer says who has sent it twice.',
    sound: 'It takes no answer in which a parameter comes more than once.',
    cites: 'RFC 6749 §3.1',
    fault: { params: { repeat: ['iss'] } },
    need: anAnswer,
  },
  {
    name: 'repeated-code',
    what: 'The answer says its code twice.',
    sound: 'It takes no answer in which a parameter comes more than once.',
    cites: 'RFC 6749 §3.1',
    fault: { params: { repeat: ['code'] } },
    need: aCode,
  },
  {
    name: 'token-in-query',
    what: 'The answer has its tokens in the query, where logs and servers see them.',
    sound: 'It reads tokens from the fragment, or from a form, alone.',
    cites: 'OAuth Responses §5',
    fault: { params: { mode: 'query' } },
    need: tokensThroughTheBrowser,
  },
  {
    name: 'code-in-fragment',
    what: 'The answer has its code in the fragment, where it was asked for in the query.',
    sound: 'It reads the answer where it was asked for.',
    cites: 'OAuth Responses §2.1',
    fault: { params: { mode: 'fragment' } },
    need: aCodeInTheQuery,
  },
  {
    name: 'error-in-place-of-token',
    what: 'The answer is an error.',
    sound: 'It shows that nobody is signed in.',
    cites: 'RFC 6749 §4.2.2.1',
    fault: { oauthError: 'access_denied', description: 'Somebody has said no.' },
  },
  {
    name: 'login-required',
    what: 'The answer is that somebody has to sign in first.',
    sound: 'It asks without prompt=none, or shows that nobody is signed in.',
    cites: 'OIDC Core §3.1.2.6',
    fault: { oauthError: 'login_required' },
  },
  {
    name: 'error-beside-answer',
    what: 'The answer is an error, with what was asked for beside it.',
    sound: 'It looks for an error first.',
    cites: 'RFC 6749 §4.1.2.1',
    fault: { params: { set: { error: 'server_error' } } },
    need: anAnswer,
  },
  {
    name: 'empty-answer',
    what: 'The answer has nothing of what was asked for.',
    sound: 'It shows that nobody is signed in.',
    cites: 'RFC 6749 §4.1.2',
    fault: { params: { drop: ['code', 'id_token', 'access_token'] } },
    need: anAnswer,
  },
  {
    name: 'missing-issuer',
    what: 'The answer does not say who has sent it, though the metadata promise that.',
    sound: 'It takes no answer without iss from a server that promises it.',
    cites: 'RFC 9207 §2.4',
    fault: { params: { drop: ['iss'] } },
    // an ID Token in the answer says as much
    need: anAnswerThatSaysWho,
  },
  {
    name: 'foreign-code',
    what: 'The answer has a code that the server does not know.',
    sound: 'It shows that nobody is signed in when the code is refused.',
    cites: 'RFC 6749 §5.2',
    fault: { params: { set: { code: 'a-code-of-somebody-else' } } },
    need: aCode,
  },
]

/** Answers of the authorization endpoint that are not what they should be. */
export const answerScenarios: readonly Scenario[] = rows.map(({ fault, need, ...told }) => ({
  ...told,
  attacks: 'answer',
  expected: 'refused',
  faults: [{ match: { endpoint: 'authorize' }, fault, needs: need === undefined ? [] : [need] }],
  otherwise: 'No request for authorization could be answered.',
}))
