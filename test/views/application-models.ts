/**
 * A full model for each page about apps.
 *
 * @module
 */

import type {
  ApplicationFields,
  ApplicationPages,
} from '../../src/http/pages/models/application.ts'

const form = { action: '/form-action', csrf: 'csrf-token' }
const choice = (id: string, isChosen: boolean) => ({
  ...{ id, name: `${id}-kind-name`, what: `${id}-kind-what`, isChosen },
})

const fields: ApplicationFields = {
  name: 'typed-name',
  callbacks: 'typed-callback',
  grants: [
    { id: 'code', text: 'code-text', isChosen: true },
    { id: 'implicit', text: 'implicit-text', isChosen: false },
  ],
  scopes: 'typed-scopes',
  audience: 'typed-audience',
  logo: 'typed-logo',
  colour: 'typed-colour',
  kinds: [choice('web', true), choice('native', false)],
  knownScopes: ['known-scope'],
  knownAudiences: ['known-audience'],
  problems: {
    name: 'name-problem',
    callbacks: 'callbacks-problem',
    grants: 'grants-problem',
    scopes: 'scopes-problem',
    audience: 'audience-problem',
    logo: 'logo-problem',
    colour: 'colour-problem',
    all: 'other-problem',
  },
}

export const applicationModels: ApplicationPages = {
  'console/applications': {
    action: '/applications-action',
    query: 'typed-query',
    total: 1,
    unlisted: 17,
    newHref: '/new-application',
    kept: 'kept-list-text',
    done: 'done-text',
    applications: [
      {
        name: 'app-name',
        href: '/applications/app-id',
        keys: ['app-id', 'app-id-sandbox'],
        redirectUris: ['app-redirect-uri'],
        kind: 'app-kind',
        marks: ['app-mark'],
      },
    ],
  },
  'console/application-new': {
    ...form,
    clientId: 'typed-client-id',
    fields: { ...fields, problems: { ...fields.problems, clientId: 'client-id-problem' } },
  },
  'console/application': {
    ...form,
    seen: 'seen-digest',
    name: 'app-name',
    done: 'done-text',
    marks: ['app-mark'],
    fixed: 'fixed-text',
    kept: 'kept-text',
    keySets: [
      { environment: 'Production', id: 'app-id', href: '/applications/app-id', isCurrent: true },
      { environment: 'Sandbox', id: 'sandbox-id', href: '/applications/s', isCurrent: false },
    ],
    missing: 'missing-keys',
    secret: { state: 'secret-state', generate: 'generate-text', isThere: true },
    fields,
    facts: [{ name: 'fact-name', values: ['fact-value'], isCode: true }],
    keep: { callbacks: 'kept-callback', problem: 'keep-problem' },
    enabled: true,
    grants: [
      {
        sub: 'granting-sub',
        name: 'granting-name',
        scopes: ['granted-scope'],
        since: { iso: '2027-01-31T12:00:00Z', words: 'since-words' },
        last: { iso: '2027-01-31T12:00:00Z', words: 'last-words' },
      },
    ],
    snippets: [{ title: 'snippet-title', language: 'js', code: 'snippet-code' }],
    yaml: 'yaml-text',
    removal: '/applications/app-id/delete',
  },
  'console/application-secret': {
    ...{ name: 'app-name', id: 'app-id', secret: 'secret-text', back: '/applications/app-id' },
  },
  'console/application-removal': {
    ...form,
    ...{ name: 'app-name', ids: ['app-id'], granted: 7, back: '/applications/app-id' },
  },
}
