import { z } from 'zod'
import { clientSchema } from '../../../config/schema/client-schema.ts'
import { userSchema } from '../../../config/schema/user-schema.ts'
import { type Kind, keyOf, type Written } from '../../changed.ts'
import type { Control } from '../../control.ts'
import { ControlError } from '../../control-error.ts'
import { asSent, judged } from '../../judged/judge.ts'
import { operation } from '../../operation.ts'
import { dotsProblem, isDots } from '../schemas.ts'
import { endLeft } from './end-left.ts'
import { client, forgetTakenIn, otherClients, shownClient } from './shown-clients.ts'
import { hasRegistered } from './taken-in.ts'

export const user = z
  .object({
    sub: z.string(),
    username: z.string(),
    enabled: z.boolean(),
    claims: z.record(z.string(), z.unknown()),
    from: z.enum(['configuration', 'demo', 'added']).meta({
      description: 'demo: there where no users are configured; added: came while the server runs.',
    }),
    changed: z.boolean().meta({ description: 'Whether they are otherwise than configured.' }),
    kept: z.boolean().meta({
      description: 'Whether they are there as they are now after the next start of the server.',
    }),
  })
  .meta({ title: 'User', description: 'A user, without a password.' })

/** What of a record is changed: members of claims one by one; null takes one out. */
export const patch = z.record(z.string(), z.unknown())

export const shownUser = (written: Written, control: Control, r: string): z.input<typeof user> => ({
  sub: keyOf.users(written),
  username: String(written['username']),
  enabled: written['enabled'] !== false,
  claims: (written['claims'] ?? {}) as Readonly<Record<string, unknown>>,
  from: control.changes.originOf(r, 'users', keyOf.users(written)),
  changed: control.changes.hasChanged(r, 'users', keyOf.users(written)),
  kept: control.changes.isKept(r, 'users', keyOf.users(written)),
})

const nameOf = { users: 'user', clients: 'client' } as const

const isCalled: Readonly<Record<Kind, (written: Written, name: string) => boolean>> = {
  users: (written, name) => keyOf.users(written) === name || written['username'] === name,
  clients: (written, name) => keyOf.clients(written) === name,
}

export function existing(control: Control, r: string, kind: Kind, id: string): Written {
  control.find(r)
  const all = control.changes.written(r, kind)
  // a configuration may call one by the key of another
  const found =
    all.find((one) => keyOf[kind](one) === id) ?? all.find((one) => isCalled[kind](one, id))
  if (found === undefined) throw new ControlError(404, `There is no ${nameOf[kind]} ${id}.`)
  return found
}

async function add(control: Control, r: string, kind: Kind, written: Written): Promise<Written> {
  const at = control.find(r)
  const key = keyOf[kind](written)
  if (isDots(key)) {
    const user = written['sub'] === undefined ? 'username' : 'sub'
    const member = kind === 'users' ? user : 'client_id'
    throw new ControlError(400, `${member}: ${dotsProblem}`, member)
  }
  const isTaken = kind === 'clients' && (await hasRegistered(at, key))
  judgeName(control, r, kind, written)
  // nothing comes between this and the change
  if (isTaken || control.changes.written(r, kind).some((one) => isCalled[kind](one, key))) {
    throw new ControlError(409, `There is a ${nameOf[kind]} ${key} already.`)
  }
  await change(control, r, kind, key, written)
  return written
}

/** Nobody is called by what another is known by: whoever names one of them would mean the other. */
function judgeName(control: Control, r: string, kind: Kind, written: Written): void {
  const { username } = written
  if (kind !== 'users') return
  const isAnother = (one: Written) => keyOf.users(one) !== keyOf.users(written)
  const all = control.changes.written(r, kind).filter(isAnother)
  if (all.some((one) => keyOf.users(one) === username)) {
    throw new ControlError(409, `There is a user ${username} already.`)
  }
}

/** Puts one in, or takes it out: whoever leaves by that leaves with all that they had. */
async function change(
  control: Control,
  ...what: Parameters<Control['changes']['change']>
): Promise<void> {
  await control.changes.change(...what)
  await endLeft(control.find(what[0]))
}

export async function replace(
  control: Control,
  r: string,
  kind: Kind,
  id: string,
  written: Written,
): Promise<Written> {
  const before = keyOf[kind](existing(control, r, kind, id))
  if (keyOf[kind](written) !== before) {
    const member = kind === 'users' ? 'sub' : 'client_id'
    throw new ControlError(400, `${member}: must stay ${before}`, member)
  }
  judgeName(control, r, kind, written)
  await change(control, r, kind, before, written)
  return written
}

async function remove(control: Control, r: string, kind: Kind, id: string): Promise<null> {
  const key = keyOf[kind](existing(control, r, kind, id))
  await change(control, r, kind, key, undefined)
  return null
}

/** A JSON Merge Patch (RFC 7396). */
export function merged(before: unknown, change: Written): Written {
  const result: Record<string, unknown> = isObject(before) ? { ...before } : {}
  for (const [name, value] of Object.entries(change)) {
    if (value === null) delete result[name]
    else result[name] = isObject(value) ? merged(result[name], value) : value
  }
  return result
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export function patched(
  control: Control,
  [r, kind, id]: readonly [string, Kind, string],
  schema: z.ZodType,
  what: Written,
): Promise<Written> {
  const written = merged(existing(control, r, kind, id), what)
  judged(schema, written, 'the body')
  return replace(control, r, kind, id, written)
}

const userSent = asSent<Written>(userSchema)
const clientSent = asSent<Written>(clientSchema)

/** A kind of records: how they are sent, told, and judged. */
interface RecordKind<Answer extends z.ZodType<unknown, Written>> {
  readonly kind: Kind
  readonly sent: z.ZodType<Written>
  readonly schema: z.ZodType
  readonly answer: Answer
  shown(written: Written, control: Control, r: string): z.input<Answer>
  readonly others: Others<z.input<Answer>>
}

/** Those of a kind that nobody has written. */
interface Others<Shown> {
  list(control: Control, r: string): Promise<readonly Shown[]>
  /** Whether there was one of that id. */
  remove(control: Control, r: string, id: string): Promise<boolean>
}

const reading = <Answer extends z.ZodType<unknown, Written>>({
  kind,
  answer,
  shown,
  others,
}: RecordKind<Answer>) => [
  operation({
    name: `${kind}.list`,
    method: 'GET',
    path: `/realms/{r}/${kind}`,
    summary: `Lists the ${kind} of a realm.`,
    answer: z.array(answer),
    async run(control, { path: { r = '' } }) {
      control.find(r)
      const written = control.changes.written(r, kind).map((one) => shown(one, control, r))
      return [...written, ...(await others.list(control, r))]
    },
  }),
  operation({
    name: `${kind}.get`,
    method: 'GET',
    path: `/realms/{r}/${kind}/{id}`,
    summary: `Describes a ${nameOf[kind]}.`,
    answer,
    async run(control, { path: { r = '', id = '' } }) {
      control.find(r)
      const other = (await others.list(control, r)).find((one) => keyOf[kind](one) === id)
      return other ?? shown(existing(control, r, kind, id), control, r)
    },
  }),
]

const writing = <Answer extends z.ZodType<unknown, Written>>({
  kind,
  sent,
  answer,
  shown,
  schema,
  others,
}: RecordKind<Answer>) => [
  operation({
    name: `${kind}.add`,
    method: 'POST',
    path: `/realms/{r}/${kind}`,
    summary: `Adds a ${nameOf[kind]}, by the keys that fragrant.yaml has for one.`,
    body: sent,
    answer,
    status: 201,
    run: async (control, { path: { r = '' }, body }) =>
      shown(await add(control, r, kind, body), control, r),
  }),
  operation({
    name: `${kind}.replace`,
    method: 'PUT',
    path: `/realms/{r}/${kind}/{id}`,
    summary: `Puts a ${nameOf[kind]} in the place of the one that is there.`,
    body: sent,
    answer,
    run: async (control, { path: { r = '', id = '' }, body }) =>
      shown(await replace(control, r, kind, id, body), control, r),
  }),
  operation({
    name: `${kind}.update`,
    method: 'PATCH',
    path: `/realms/{r}/${kind}/{id}`,
    summary: `Changes members of a ${nameOf[kind]}; null takes one out (RFC 7396).`,
    body: patch,
    answer,
    run: async (control, { path: { r = '', id = '' }, body }) =>
      shown(await patched(control, [r, kind, id], schema, body), control, r),
  }),
  operation({
    name: `${kind}.remove`,
    method: 'DELETE',
    path: `/realms/{r}/${kind}/{id}`,
    summary: `Takes a ${nameOf[kind]} out with all that they had: whoever is added by that name later has none of it.`,
    answer: z.null(),
    status: 204,
    async run(control, { path: { r = '', id = '' } }) {
      control.find(r)
      return (await others.remove(control, r, id)) ? null : remove(control, r, kind, id)
    },
  }),
]

const rows = <Answer extends z.ZodType<unknown, Written>>(of: RecordKind<Answer>) => [
  ...reading(of),
  ...writing(of),
]

const nobody: Others<never> = { list: async () => [], remove: async () => false }

export const recordOperations = [
  ...rows({
    ...{ kind: 'users', sent: userSent, schema: userSchema },
    ...{ answer: user, shown: shownUser, others: nobody },
  }),
  ...rows({
    ...{ kind: 'clients', sent: clientSent, schema: clientSchema },
    ...{ answer: client, shown: shownClient },
    others: { list: otherClients, remove: forgetTakenIn },
  }),
]
