/**
 * A full model for each page: every optional part is there, and every text says which slot it is.
 *
 * @module
 */

import type { PageModels } from '../../src/http/pages/pages.ts'

const client = {
  id: 'client-id',
  name: 'client-name',
  clientUri: 'https://app.example/about',
  policyUri: 'https://app.example/policy',
  tosUri: 'https://app.example/terms',
}
const user = { username: 'user-username', name: 'user-name' }
const person = (who: string) => ({
  username: `${who}-username`,
  name: `${who}-name`,
  initials: `${who}-initials`,
  details: [`${who}-detail`],
  roles: [`${who}-role`],
})
const change = (of: string) => ({
  what: `${of}-what`,
  implicit: `${of}-implicit`,
  code: `${of}-code`,
})
const scenario = (of: string) => ({
  name: `${of}-name`,
  what: `${of}-what`,
  sound: `${of}-sound`,
  expected: 'refused' as const,
  cites: `${of}-cites`,
  afterLogin: true,
})
const users = [person('first'), person('second')]
const { username: _, ...current } = person('current')
const form = { action: '/form-action', csrf: 'csrf-token' }
const wayOn = { href: 'https://app.example/on', text: 'way-on-text' }
const returnOrigin = 'return-origin'

export const sampleModels: PageModels = {
  'log-in': {
    ...form,
    app: { client, returnOrigin },
    username: 'typed-username',
    problem: 'problem-text',
    users,
    newcomer: { name: 'new-name', claims: 'new-claims', problem: 'new-problem' },
    unlisted: 12,
    searchable: true,
    demoHint: 'demo-hint-text',
  },
  'choose-account': { ...form, client, returnOrigin, current, users },
  consent: {
    ...form,
    client,
    returnOrigin,
    user: current,
    scopes: [{ name: 'scope-name', words: 'scope-words', values: ['scope-value'] }],
    claims: ['claim-name'],
    leftOut: ['left-out-scope'],
    lifetime: 'lifetime-text',
    account: '/account',
    rememberable: true,
  },
  error: {
    status: 400,
    heading: 'heading-text',
    description: 'description-text',
    notes: ['note-text'],
    cites: { text: 'cites-text', href: 'https://spec.example/section' },
    client: { id: 'client-id', name: 'client-name' },
    comparison: {
      parameter: 'parameter-name',
      sent: 'sent-value',
      registered: [
        { same: 'same-part', differs: 'differs-part', rest: 'rest-part', remark: 'why' },
      ],
      unlisted: 7,
    },
    snippet: 'snippet-text',
    snippetPlace: 'place-text',
    wayOn,
  },
  notice: { heading: 'heading-text', text: 'notice-text', wayOn },
  'form-post': {
    action: 'https://app.example/callback',
    byItself: true,
    parameters: [
      ['first-parameter', 'first-value'],
      ['second-parameter', 'second-value'],
    ],
  },
  'web-message': {
    targetOrigin: 'https://app.example',
    wrapped: true,
    parameters: [['first-parameter', 'first-value']],
  },
  account: {
    ...form,
    user: current,
    done: 'done-text',
    signOut: '/sign-out',
    apps: [
      {
        client,
        signIn: 'https://app.example/sign-in',
        unasked: true,
        scopes: [{ name: 'scope-name', words: 'scope-words' }],
        claims: ['claim-name'],
        since: { iso: '2026-01-01T00:00:00Z', words: 'app-since' },
        last: { iso: '2026-01-02T00:00:00Z', words: 'app-last' },
      },
    ],
    session: {
      browser: 'this-browser',
      since: { iso: '2026-01-01T00:00:00Z', words: 'this-since' },
      last: { iso: '2026-01-02T00:00:00Z', words: 'this-last' },
    },
    others: [
      {
        handle: 'other-handle',
        browser: 'other-browser',
        since: { iso: '2026-01-01T00:00:00Z', words: 'other-since' },
        last: { iso: '2026-01-02T00:00:00Z', words: 'other-last' },
      },
    ],
  },
  'log-out': { ...form, user, client, returnOrigin, note: 'note-text' },
  'logged-out': { nobody: false, client, frames: [], onward: undefined, wayOn },
  'console/overview': {
    issuer: 'https://issuer.example',
    mode: 'local',
    version: 'version-text',
    endpoints: [{ name: 'endpoint-name', url: 'endpoint-url' }],
    users: [{ ...person('home'), password: 'user-password' }],
    clients: [
      {
        id: 'client-id',
        name: 'client-name',
        responseTypes: ['response-type'],
        redirectUris: ['redirect-uri'],
        acceptedOnLoopback: true,
      },
    ],
    realms: [
      { id: 'realm-id', href: '/realms/one/', isCurrent: true },
      { id: 'other-realm-id', href: '/realms/other/', isCurrent: false },
    ],
    configFile: 'config-file',
    playground: '/playground',
    account: '/account',
    moving: '/moving',
    scenarios: '/scenarios',
    app: { base: 'app-base', typed: 'typed-app', isUnclear: true },
    snippets: [{ title: 'snippet-title', language: 'snippet-language', code: 'snippet-code' }],
    implicitSnippets: [
      { title: 'implicit-title', language: 'implicit-language', code: 'implicit-code' },
    ],
    apiSnippets: [{ title: 'api-title', language: 'api-language', code: 'api-code' }],
  },
  'console/sign-in': { ...form, isSignedIn: false, problem: 'sign-in-problem' },
  'console/applications': {
    applications: [{ id: 'app-id', name: 'app-name', redirectUris: ['app-redirect-uri'] }],
  },
  'console/people': { people: [{ ...current, enabled: false }] },
  'console/activity': {
    exchanges: [
      {
        time: { iso: '2026-01-03T00:00:00Z', words: 'exchange-time' },
        endpoint: 'exchange-endpoint',
        method: 'exchange-method',
        status: 400,
        client: 'exchange-client',
        user: 'exchange-user',
        refused: 'exchange-refused',
      },
    ],
  },
  scenarios: {
    ...form,
    issuer: 'issuer-text',
    now: { name: 'first-name', met: 0, reason: 'scenario-reason' },
    groups: [{ id: 'group-id', title: 'group-title', scenarios: [scenario('first')] }],
  },
  'console/playground': {
    issuer: 'issuer-text',
    discovery: 'discovery-url',
    clients: [{ id: 'client-id', redirectUri: 'client-redirect-uri' }],
    responseTypes: ['id_token token', 'response-type'],
    scopes: ['openid', 'scope-name'],
    callback: 'callback-url',
    silentCallback: 'silent-url',
    postLogout: 'post-logout-url',
  },
  'console/moving': {
    requestChanges: [change('request')],
    answerChanges: [change('answer')],
    serverSteps: ['server-step'],
    moves: [
      {
        id: 'move-id',
        from: 'move-from',
        to: 'move-to',
        note: 'move-note',
        options: [change('option')],
        before: { language: 'before-language', code: 'before-code' },
        after: { language: 'after-language', code: 'after-code' },
      },
    ],
  },
  'console/playground-callback': {
    playground: '/playground',
    posted: [['posted-name', 'posted-value']],
  },
}
