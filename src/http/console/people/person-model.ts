import { realmPaths } from '../../../protocol/paths.ts'
import type { PageModels } from '../../pages/models/pages.ts'
import { momentOf } from '../../pages/moment.ts'
import type { Realm } from '../../realm.ts'
import { keptWords } from '../kept.ts'
import type { ConsoleModel } from '../page.ts'
import { seenOf } from '../seen.ts'
import { claimGroups } from './claim-fields.ts'
import { fieldModel, modelOf, moreField, type Problems, type Typed } from './claims-form.ts'
import type { PeopleNeeds } from './people.ts'
import { personPath, shownPerson, type WrittenUser } from './written-user.ts'

/** The forms of the page, as they are shown. */
export interface Editing {
  readonly typed: Typed
  readonly typedLogin: Typed
  readonly problems: Problems
  /** What is wrong with none of the fields. */
  readonly rest: string | undefined
}

type Model = PageModels['console/person']

/** A session and a grant, as the operations tell of them. */
interface WrittenSession {
  readonly sid: string
  readonly browser?: string
  readonly startedAt: number
  readonly lastSeenAt: number
  readonly clients: readonly string[]
}
interface WrittenGrant {
  readonly client_id: string
  /** Scopes, and single claims as `claim:name`. */
  readonly grants: readonly string[]
  readonly since: number
  readonly lastAt: number
}

export async function personModel(
  realm: Realm,
  user: WrittenUser,
  { ask }: PeopleNeeds,
  { typed, typedLogin, problems, rest }: Editing,
): Promise<Omit<ConsoleModel<'console/person'>, 'done'>> {
  const query = { user: user.sub }
  const sessions = await ask<readonly WrittenSession[]>(realm, 'GET', ['sessions'], { query })
  const grants = await ask<readonly WrittenGrant[]>(realm, 'GET', ['users', user.sub, 'grants'])
  return {
    action: personPath(realm, user.sub),
    seen: seenOf(user),
    problem: rest,
    people: realm.basePath + realmPaths.people,
    person: shownPerson(user),
    sub: user.sub,
    originNote: noteOf(user),
    signsIn: realm.picker && user.enabled,
    loginFields: loginFields(typedLogin, problems),
    claimGroups: claimGroups.map(({ legend, fields }) => ({
      legend,
      fields: fields.map((field) => fieldModel(field, typed, problems)),
    })),
    moreClaims: moreField(typed, problems),
    sessions: sessions.kind === 'done' ? sessions.answer.map(shownSession) : [],
    grants: grants.kind === 'done' ? grants.answer.map(shownGrant) : [],
  }
}

const untilStart = 'What you change here lasts until the server starts again.'

function noteOf({ from, changed, kept }: WrittenUser): string {
  switch (from) {
    case 'configuration':
      return `They come from the configuration file. ${untilStart}`
    case 'demo': {
      const change = changed ? `What was changed is ${lower(keptWords(kept))}` : ''
      return `They are there because no users are configured. ${change}`.trimEnd()
    }
    case 'added':
      return keptWords(kept)
  }
}

const lower = (sentence: string): string => sentence.charAt(0).toLowerCase() + sentence.slice(1)

const loginFields = (typed: Typed, problems: Problems) => [
  modelOf({ name: 'username', label: 'User name', control: 'line' }, typed, problems),
  modelOf(
    {
      ...{ name: 'password', label: 'New password', control: 'password' },
      hint: 'Left empty, the password stays as it is.',
    },
    new Map(),
    problems,
  ),
]

const shownSession = (session: WrittenSession): Model['sessions'][number] => ({
  sid: session.sid,
  browser: session.browser ?? 'Unknown browser',
  apps: session.clients,
  since: momentOf(session.startedAt),
  last: momentOf(session.lastSeenAt),
})

const shownGrant = (grant: WrittenGrant): Model['grants'][number] => ({
  app: grant.client_id,
  grants: grant.grants.map((one) => one.replace(/^claim:/, '')),
  since: momentOf(grant.since),
  last: momentOf(grant.lastAt),
})
