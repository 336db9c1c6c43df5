/**
 * What an app must have asked for, so that a scenario can show itself.
 *
 * @module
 */

import type { Need } from '../faults/need.ts'

/** An answer that has one of these. */
const has =
  (...names: readonly string[]): Need['holds'] =>
  (answer) =>
    names.some((name) => answer.names.has(name))

const claims =
  (name: string): Need['holds'] =>
  (answer) =>
    answer.claims?.has(name) === true

export const anAnswer: Need = {
  holds: has('code', 'id_token', 'access_token'),
  otherwise: 'The app was given neither code nor tokens.',
}

export const aState: Need = { holds: has('state'), otherwise: 'The app has sent no state.' }

export const aCode: Need = { holds: has('code'), otherwise: 'The app has asked for no code.' }

export const aCodeInTheQuery: Need = {
  holds: (answer) => has('code')(answer) && answer.mode === 'query',
  otherwise: 'The app has asked for no code in the query.',
}

export const tokensThroughTheBrowser: Need = {
  holds: has('access_token', 'id_token'),
  otherwise: 'The app has asked for no token through the browser.',
}

export const anAnswerThatSaysWho: Need = {
  holds: (answer) => has('iss')(answer) && !has('id_token')(answer),
  otherwise: 'The ID Token of every answer says who has sent it.',
}

export const anIdToken: Need = {
  holds: has('id_token'),
  otherwise: 'The app was given no ID Token.',
}

export const aNonce: Need = { holds: claims('nonce'), otherwise: 'The app has sent no nonce.' }

export const aTokenBeside: Need = {
  holds: claims('at_hash'),
  otherwise: 'The app has asked for no ID Token beside an access token through the browser.',
}

export const aCodeBeside: Need = {
  holds: claims('c_hash'),
  otherwise: 'The app has asked for no ID Token beside a code.',
}

/** Of a userinfo answer: who it is about can be compared with that alone. */
export const anIdTokenBefore: Need = {
  holds: ({ hasIdToken }) => hasIdToken === true,
  otherwise: 'The app was given no ID Token whose sub it could compare.',
}
