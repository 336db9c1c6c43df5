import { z } from 'zod'
import { clientSchema } from '../../config/schema/client-schema.ts'
import { userSchema } from '../../config/schema/user-schema.ts'
import type { Control } from '../control.ts'
import { ControlError } from '../control-error.ts'
import { faultsIn, sentenceOf } from '../faults-in.ts'
import { operation } from '../operation.ts'
import { type Kind, keyOf, type Written } from '../realm-changes.ts'
import { dotsProblem, isDots } from './schemas.ts'

const user = z
  .object({
    sub: z.string(),
    username: z.string(),
    enabled: z.boolean(),
    claims: z.record(z.string(), z.unknown()),
  })
  .meta({ title: 'User', description: 'A user, without a password.' })

const client = z
  .looseObject({ client_id: z.string(), source: z.enum(['operator', 'loopback', 'registered']) })
  .meta({ title: 'Client', description: 'A client, without its secret.' })

/** What of a record is changed: members of claims one by one; null takes one out. */
const patch = z.record(z.string(), z.unknown())

const shownUser = (written: Written): z.input<typeof user> => ({
  sub: keyOf.users(written),
  username: String(written['username']),
  enabled: written['enabled'] !== false,
  claims: (written['claims'] ?? {}) as Readonly<Record<string, unknown>>,
})

const shownClient = ({ client_secret: _, ...written }: Written): z.input<typeof client> => ({
  ...written,
  client_id: String(written['client_id']),
  source: 'operator',
})

const nameOf = { users: 'user', clients: 'client' } as const

const isCalled: Readonly<Record<Kind, (written: Written, name: string) => boolean>> = {
  users: (written, name) => keyOf.users(written) === name || written['username'] === name,
  clients: (written, name) => keyOf.clients(written) === name,
}

function existing(control: Control, r: string, kind: Kind, id: string): Written {
  control.find(r)
  const found = control.changes.written(r, kind).find((one) => isCalled[kind](one, id))
  if (found === undefined) throw new ControlError(404, `There is no ${nameOf[kind]} ${id}.`)
  return found
}

function add(control: Control, r: string, kind: Kind, written: Written): Written {
  control.find(r)
  const key = keyOf[kind](written)
  if (isDots(key)) {
    const user = written['sub'] === undefined ? 'username' : 'sub'
    const member = kind === 'users' ? user : 'client_id'
    throw new ControlError(400, `${member}: ${dotsProblem}`, member)
  }
  if (control.changes.written(r, kind).some((one) => isCalled[kind](one, key))) {
    throw new ControlError(409, `There is a ${nameOf[kind]} ${key} already.`)
  }
  control.changes.change(r, kind, key, written)
  return written
}

function replace(control: Control, r: string, kind: Kind, id: string, written: Written): Written {
  const before = keyOf[kind](existing(control, r, kind, id))
  if (keyOf[kind](written) !== before) {
    const member = kind === 'users' ? 'sub' : 'client_id'
    throw new ControlError(400, `${member} must stay ${before}.`, member)
  }
  control.changes.change(r, kind, before, written)
  return written
}

function remove(control: Control, r: string, kind: Kind, id: string): null {
  const key = keyOf[kind](existing(control, r, kind, id))
  control.changes.change(r, kind, key, undefined)
  return null
}

/** A JSON Merge Patch (RFC 7396). */
function merged(before: unknown, change: unknown): unknown {
  if (!isObject(change)) return change
  const result: Record<string, unknown> = isObject(before) ? { ...before } : {}
  for (const [name, value] of Object.entries(change)) {
    if (value === null) delete result[name]
    else result[name] = merged(result[name], value)
  }
  return result
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function patched(
  control: Control,
  [r, kind, id]: readonly [string, Kind, string],
  schema: z.ZodType,
  change: Written,
): Written {
  const written = merged(existing(control, r, kind, id), change)
  const read = schema.safeParse(written)
  if (read.success) return replace(control, r, kind, id, written as Written)
  const faults = faultsIn(read.error, schema)
  throw new ControlError(400, sentenceOf(faults, 'the body'), faults[0]?.member, { faults })
}

/** As it was sent: settings are read anew with those of the realm. */
const asSent = <Schema extends z.ZodType>(schema: Schema) =>
  z.custom<Written>().superRefine((value, context) => {
    const { error } = schema.safeParse(value)
    if (error === undefined) return
    for (const { member, problem: message } of faultsIn(error, schema)) {
      context.addIssue({ code: 'custom', message, path: member === '' ? [] : member.split('.') })
    }
  })

/** A custom schema has no JSON Schema: the document names the one that it judges by. */
export const judgedBy = new WeakMap<z.ZodType, z.ZodType>()

const userSent = asSent(userSchema)
const clientSent = asSent(clientSchema)
judgedBy.set(userSent, userSchema)
judgedBy.set(clientSent, clientSchema)

const rows = <Answer extends z.ZodType<unknown, Written>>(
  kind: Kind,
  sent: z.ZodType<Written>,
  answer: Answer,
  shown: (written: Written) => z.input<Answer>,
  schema: z.ZodType,
) => [
  operation({
    name: `${kind}.list`,
    method: 'GET',
    path: `/realms/{r}/${kind}`,
    summary: `Lists the ${kind} of a realm.`,
    answer: z.array(answer),
    run(control, { path: { r = '' } }) {
      control.find(r)
      return control.changes.written(r, kind).map(shown)
    },
  }),
  operation({
    name: `${kind}.add`,
    method: 'POST',
    path: `/realms/{r}/${kind}`,
    summary: `Adds a ${nameOf[kind]}, by the keys that fragrant.yaml has for one.`,
    body: sent,
    answer,
    status: 201,
    run: (control, { path: { r = '' }, body }) => shown(add(control, r, kind, body)),
  }),
  operation({
    name: `${kind}.get`,
    method: 'GET',
    path: `/realms/{r}/${kind}/{id}`,
    summary: `Describes a ${nameOf[kind]}.`,
    answer,
    run: (control, { path: { r = '', id = '' } }) => shown(existing(control, r, kind, id)),
  }),
  ...writing(kind, sent, answer, shown, schema),
]

const writing = <Answer extends z.ZodType<unknown, Written>>(
  kind: Kind,
  sent: z.ZodType<Written>,
  answer: Answer,
  shown: (written: Written) => z.input<Answer>,
  schema: z.ZodType,
) => [
  operation({
    name: `${kind}.replace`,
    method: 'PUT',
    path: `/realms/{r}/${kind}/{id}`,
    summary: `Puts a ${nameOf[kind]} in the place of the one that is there.`,
    body: sent,
    answer,
    run: (control, { path: { r = '', id = '' }, body }) =>
      shown(replace(control, r, kind, id, body)),
  }),
  operation({
    name: `${kind}.update`,
    method: 'PATCH',
    path: `/realms/{r}/${kind}/{id}`,
    summary: `Changes members of a ${nameOf[kind]}; null takes one out (RFC 7396).`,
    body: patch,
    answer,
    run: (control, { path: { r = '', id = '' }, body }) =>
      shown(patched(control, [r, kind, id], schema, body)),
  }),
  operation({
    name: `${kind}.remove`,
    method: 'DELETE',
    path: `/realms/{r}/${kind}/{id}`,
    summary: `Takes a ${nameOf[kind]} out: what they had does not count any more.`,
    answer: z.null(),
    status: 204,
    run: (control, { path: { r = '', id = '' } }) => remove(control, r, kind, id),
  }),
]

export const recordOperations = [
  ...rows('users', userSent, user, shownUser, userSchema),
  ...rows('clients', clientSent, client, shownClient, clientSchema),
]
