/**
 * A full model for each page: every optional part is there, and every text says which slot it is.
 *
 * @module
 */

import type { PageModels } from '../../src/http/pages/models/pages.ts'
import { english } from '../../src/http/pages/texts/en.ts'
import { applicationModels } from './application-models.ts'
import { peopleModels } from './people-models.ts'

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
const sentence = (of: string) => ({
  time: { iso: '2026-01-04T00:00:00Z', words: `${of}-time` },
  app: `${of}-app`,
  deed: `${of}-deed`,
  user: `${of}-user`,
  isRefused: true,
  outcome: `${of}-outcome`,
})
const line = (of: string) => ({ href: `/${of}-line`, ...sentence(of) })
const rule = (of: string) => ({
  text: `${of}-rule`,
  cites: `${of}-cites`,
  href: `https://spec.example/${of}`,
})
const users = [person('first'), person('second')]
const { username: _, ...current } = person('current')
const form = { action: '/form-action', csrf: 'csrf-token' }
const spoken = { texts: english }
const wayOn = { href: 'https://app.example/on', text: 'way-on-text' }
const returnOrigin = 'return-origin'

export const sampleModels: PageModels = {
  'log-in': {
    ...spoken,
    ...form,
    app: { client, returnOrigin },
    username: 'typed-username',
    problem: 'problem-text',
    users,
    newcomer: { name: 'new-name', claims: 'new-claims', problem: 'new-problem' },
    unlisted: 12,
    searchable: true,
    query: 'query-text',
    hinted: 'hinted-text',
    demoHint: 'demo-hint-text',
  },
  'choose-account': {
    ...spoken,
    ...form,
    ...{ client, returnOrigin, current, users },
    unlisted: 12,
    searchable: true,
    query: 'query-text',
  },
  consent: {
    ...spoken,
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
    ...spoken,
    status: 400,
    heading: 'heading-text',
    explanation: 'explanation-text',
    description: { text: 'description-text', lang: 'en' },
    notes: [{ text: 'note-text' }],
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
    activity: '/activity/x1',
    application: '/applications/app-id',
  },
  notice: { ...spoken, heading: 'heading-text', text: 'notice-text', wayOn },
  'form-post': {
    ...spoken,
    action: 'https://app.example/callback',
    byItself: true,
    parameters: [
      ['first-parameter', 'first-value'],
      ['second-parameter', 'second-value'],
    ],
  },
  'web-message': {
    ...spoken,
    targetOrigin: 'https://app.example',
    wrapped: true,
    parameters: [['first-parameter', 'first-value']],
  },
  account: {
    ...spoken,
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
  'log-out': { ...spoken, ...form, user, client, returnOrigin, note: 'note-text' },
  'logged-out': { ...spoken, nobody: false, client, frames: [], onward: undefined, wayOn },
  'console/overview': {
    recent: {
      activity: '/recent-activity',
      live: '/recent-live',
      entries: [{ id: 'recent-id', line: line('recent') }],
    },
    issuer: 'https://issuer.example',
    mode: 'local',
    version: 'version-text',
    endpoints: [{ name: 'endpoint-name', url: 'endpoint-url' }],
    users: [{ ...person('home'), password: 'user-password' }],
    unlisted: { users: 31, clients: 32 },
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
    configFile: {
      name: 'config-file',
      sets: ['set-by-file', 'set-too'],
      waiting: ['waits-for-restart'],
      isStale: true,
    },
    documentation: '/documentation',
    unready: 'why-unready',
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
  ...applicationModels,
  ...peopleModels,
  'console/activity': {
    action: '/activity-action',
    entries: [{ id: 'first-id', line: line('first'), login: '/first-login' }],
    filter: { app: 'filter-app', user: 'filter-user', login: '', refused: true },
    endpoints: [{ name: 'endpoint-name', isChosen: true }],
    isNarrowed: true,
    newest: '/newest',
    older: '/older',
    archive: '/archive',
    live: '/live',
  },
  'console/exchange': {
    sentence: sentence('this'),
    id: 'this-id',
    activity: '/activity-list',
    took: 'took-text',
    request: {
      method: 'request-method',
      url: 'request-url',
      parameters: [{ name: 'sent-name', value: 'sent-value' }],
      repeated: ['repeated-name'],
      headers: [{ name: 'sent-header', value: 'sent-header-value' }],
      body: 'body-text',
    },
    rules: { held: [rule('held')], broken: rule('broken'), unasked: 3 },
    tokens: [
      {
        title: 'token-title',
        header: 'token-header',
        claims: [
          {
            name: 'claim-name',
            value: 'claim-value',
            time: { iso: '2026-01-05T00:00:00Z', words: 'claim-time' },
          },
        ],
      },
    ],
    answer: {
      status: 303,
      mode: 'answer-mode',
      parameters: [{ name: 'given-name', value: 'given-value' }],
      headers: [{ name: 'given-header', value: 'given-header-value' }],
    },
    thread: [
      { line: line('before'), isThis: false },
      { line: line('after'), isThis: true },
    ],
    again: '/again-in-playground',
    asked: '/asked-page',
    snippets: [{ title: 'repeat-title', language: 'repeat-language', code: 'repeat-code' }],
  },
  'console/document': {
    name: 'document-name',
    documents: [
      { name: 'other-document', href: '/document-href', isCurrent: false },
      { name: 'this-document', href: '/this-document-href', isCurrent: true },
    ],
    blocks: [
      {
        kind: 'heading',
        level: 1,
        id: 'heading-id',
        words: [{ kind: 'text', text: 'heading-text' }],
      },
      {
        kind: 'paragraph',
        words: [
          { kind: 'strong', inner: [{ kind: 'text', text: 'strong-text' }] },
          { kind: 'link', href: '/link-href', inner: [{ kind: 'code', text: 'linked-code' }] },
          { kind: 'link', href: undefined, inner: [{ kind: 'text', text: 'unlinked-text' }] },
        ],
      },
      { kind: 'preformatted', text: 'preformatted-text' },
      { kind: 'list', isOrdered: true, items: [[{ kind: 'text', text: 'item-text' }]] },
      {
        kind: 'table',
        head: [[{ kind: 'text', text: 'head-text' }]],
        rows: [[[{ kind: 'code', text: 'cell-code' }]]],
      },
    ],
  },
  'console/scenarios': {
    ...form,
    issuer: 'issuer-text',
    now: { name: 'first-name', met: 0, reason: 'scenario-reason' },
    groups: [{ id: 'group-id', title: 'group-title', scenarios: [scenario('first')] }],
  },
  'console/playground': {
    issuer: 'issuer-text',
    isOther: true,
    typed: 'typed-issuer',
    isUnclear: true,
    action: '/playground-action',
    discovery: 'discovery-url',
    clientElsewhere: 'client-elsewhere',
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
