import type { PageModels } from '../../src/http/pages/models/pages.ts'
import type { FieldModel } from '../../src/http/pages/models/people.ts'

const field = (of: string, control: FieldModel['control']): FieldModel => ({
  ...{ id: `${of}-id`, name: `${of}-field`, label: `${of}-label`, control },
  ...{ hint: `${of}-hint`, value: `${of}-value`, problem: `${of}-problem` },
})
const form = { action: '/form-action', csrf: 'csrf-token' }
const person = {
  ...{ name: 'shown-name', initials: 'shown-initials', enabled: false, origin: 'origin-text' },
  ...{ details: ['shown-detail'], roles: ['shown-role'] },
}

/** Those of the pages about people. */
export const peopleModels: Pick<PageModels, 'console/people' | 'console/person'> = {
  'console/people': {
    ...form,
    done: 'done-text',
    query: 'query-text',
    people: [{ ...person, href: '/people/current' }],
    kept: 'kept-text',
    total: 3,
    unlisted: 2,
    adding: { isOpen: true, problem: 'problem-text', fields: [field('add', 'line')] },
  },
  'console/person': {
    ...form,
    seen: 'seen-digest',
    done: 'done-text',
    problem: 'problem-text',
    people: '/people',
    person,
    sub: 'sub-text',
    originNote: 'origin-note',
    signsIn: true,
    loginFields: [field('login', 'password')],
    claimGroups: [
      {
        legend: 'legend-text',
        fields: [field('first', 'lines'), { ...field('flag', 'flag'), value: 'true' }],
      },
    ],
    moreClaims: field('more', 'json'),
    sessions: [
      {
        sid: 'session-sid',
        browser: 'session-browser',
        apps: ['session-app'],
        since: { iso: '2026-01-01T00:00:00Z', words: 'session-since' },
        last: { iso: '2026-01-02T00:00:00Z', words: 'session-last' },
      },
    ],
    grants: [
      {
        app: 'grant-app',
        grants: ['grant-scope'],
        since: { iso: '2026-01-01T00:00:00Z', words: 'grant-since' },
        last: { iso: '2026-01-02T00:00:00Z', words: 'grant-last' },
      },
    ],
  },
}
