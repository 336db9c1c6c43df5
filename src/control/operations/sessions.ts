import { z } from 'zod'
import type { UserDirectory } from '../../ports/registry.ts'
import type { Kept } from '../../ports/store.ts'
import type { Session } from '../../protocol/session/session.ts'
import { ControlError } from '../control-error.ts'
import { findUser } from '../logins/planned-logins.ts'
import { operation } from '../operation.ts'
import { text } from './schemas.ts'

const session = z
  .object({
    sid: z.string(),
    sub: z.string(),
    authTime: z.number().meta({ description: 'Epoch seconds, as in tokens.' }),
    startedAt: z.number(),
    lastSeenAt: z.number(),
    browser: z.string().optional().meta({ description: 'Such as Firefox on Linux.' }),
    clients: z.array(z.string()).meta({ description: 'The clients that it was used for.' }),
  })
  .meta({ title: 'Session' })

const cookie = z
  .object({ name: z.string(), value: z.string(), url: z.string() })
  .meta({ title: 'Cookie', description: 'As the addCookies of Playwright takes it.' })

const shown = ({ value }: Kept<Session>): z.input<typeof session> => ({
  sid: value.sid,
  sub: value.sub,
  authTime: value.authTime,
  startedAt: value.startedAt,
  lastSeenAt: value.lastSeenAt,
  ...(value.browser !== undefined && { browser: value.browser }),
  clients: [...value.visited],
})

/** The `sub` of whoever is named so, by user name, `sub` or e-mail address. */
const subOf = async (users: UserDirectory, name: string): Promise<string> =>
  (await findUser(users, name))?.sub ?? name

export const sessionOperations = [
  operation({
    name: 'sessions.list',
    method: 'GET',
    path: '/realms/{r}/sessions',
    summary: 'Lists the sessions of a realm that are alive, or those of a user.',
    query: z.strictObject({ user: text.optional() }),
    answer: z.array(session),
    async run(control, { path: { r = '' }, query: { user } }) {
      const { users, stores, flows } = control.find(r).realm.inside
      const sub = user === undefined ? undefined : await subOf(users, user)
      const all = await stores.sessions.list()
      const meant = all.filter(({ value }) => sub === undefined || value.sub === sub)
      const found = await Promise.all(meant.map(({ id }) => flows.findSession(id)))
      return meant.filter((_, at) => found[at] !== undefined).map(shown)
    },
  }),
  operation({
    name: 'sessions.add',
    method: 'POST',
    path: '/realms/{r}/sessions',
    summary: 'Signs a user in without a page, and answers the cookies of a browser that has.',
    body: z.strictObject({ user: text }),
    answer: z.object({ sid: z.string(), cookies: z.array(cookie) }),
    status: 201,
    async run(control, { path: { r = '' }, body }) {
      const { realm } = control.find(r)
      const user = await findUser(realm.inside.users, body.user)
      if (user?.enabled !== true) {
        throw new ControlError(404, `There is no enabled user ${body.user}.`, 'user')
      }
      const { id, sid } = await realm.inside.flows.startSession(user, 'plan', {
        ...{ sessionId: undefined, name: 'a test' },
      })
      const { name } = realm.cookies.session
      return { sid, cookies: [{ name, value: id, url: `${realm.origin}/` }] }
    },
  }),
  operation({
    name: 'sessions.end',
    method: 'DELETE',
    path: '/realms/{r}/sessions',
    summary: 'Ends sessions as a logout does: of a user, by their name (sid), or all.',
    query: z.strictObject({ user: text.optional(), sid: text.optional() }),
    answer: z.object({ ended: z.number() }),
    async run(control, { path: { r = '' }, query: { user, sid } }) {
      const { users, stores, flows, steering } = control.find(r).realm.inside
      const sub = user === undefined ? undefined : await subOf(users, user)
      const meant = (await stores.sessions.list()).filter(
        ({ value }) =>
          (sub === undefined || value.sub === sub) && (sid === undefined || value.sid === sid),
      )
      for (const { value } of meant) await flows.endSession(value)
      const named = sid === undefined ? await subsOf(users, sub) : []
      const gone = [...named, ...meant.map(({ value }) => value.sub)]
      await steering?.sharing.change(() => steering.logins.signOut(gone))
      return { ended: meant.length }
    },
  }),
]

/** The one who is named, or everybody. */
const subsOf = async (users: UserDirectory, sub: string | undefined): Promise<readonly string[]> =>
  sub === undefined ? (await users.list()).map((user) => user.sub) : [sub]
