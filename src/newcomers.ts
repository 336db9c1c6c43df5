/**
 * Somebody new, by name and claims: a user of the realm from then on, like one that a test has added.
 *
 * @module
 */

import { createEntropy } from './adapters/random/entropy.ts'
import { type UserOptions, userSchema } from './config/schema/user-schema.ts'
import type { Written as Settings } from './control/changed.ts'
import type { RealmChanges } from './control/realm-changes.ts'
import type { Joined, Newcomers } from './ports/newcomers.ts'

/** How many users of a realm pages may have made that are still there. */
const most = 100

/** @param changes what is changed of realms, asked for when somebody is new. */
export const createNewcomers =
  (changes: () => Promise<RealmChanges>) =>
  (realmId: string): Newcomers => ({
    async add({ name, claims }) {
      const read = readNewcomer(name.trim(), claims)
      return 'why' in read ? refused(read.why) : join(await changes(), realmId, read.user)
    },
  })

async function join(changes: RealmChanges, realmId: string, user: Written): Promise<Joined> {
  const { username, sub } = user
  const taken = ({ sub, username: name }: Settings) => name === username || sub === username
  if (changes.written(realmId, 'users').some(taken)) {
    return refused(`There is a user ${username} already.`)
  }
  if (changes.newcomersIn(realmId) >= most) {
    return refused(
      `This realm has ${most} new users: no more are made until one of them is removed.`,
    )
  }
  try {
    const { inside } = await changes.join(realmId, sub, user)
    const joined = await inside.users.find(sub)
    return joined === undefined
      ? refused('They are gone already.')
      : { kind: 'joined', user: joined }
  } catch (error) {
    const { message, status } = error as Error & { readonly status?: number }
    return refused(status === 507 ? message : `This cannot be a user: ${message}.`)
  }
}

const refused = (why: string): Joined => ({ kind: 'refused', why })

const entropy = createEntropy()

type Written = UserOptions & { readonly sub: string }

type Read = { readonly user: Written } | { readonly why: string }

/** Who has a name beyond ASCII (OIDC Core §2), or that no address can name, has a `sub` of their own. */
function readNewcomer(name: string, typed: string): Read {
  const claims = readClaims(typed)
  if ('why' in claims) return claims
  const sub = /^(?!\.{1,2}$)[\x21-\x7e][\x20-\x7e]*$/.test(name) ? name : `new-${entropy.id()}`
  const read = userSchema.safeParse({ username: name, sub, claims: { name, ...claims.values } })
  if (read.success) return { user: { ...read.data, sub } }
  const [issue] = read.error.issues
  const what = issue?.path[0] === 'claims' ? `The claim ${String(issue.path[1])}` : 'The name'
  return { why: `${what} ${issue?.message}.` }
}

type Claims = { readonly values: Readonly<Record<string, unknown>> } | { readonly why: string }

/** A JSON object, or lines. */
function readClaims(typed: string): Claims {
  if (typed.trim().startsWith('{')) return readObject(typed)
  const values: Record<string, unknown> = {}
  for (const [index, line] of typed.split('\n').entries()) {
    if (line.trim() === '') continue
    const [, name, value] = /^\s*([^\s:"{}]+)\s*:\s*(.*?)\s*$/.exec(line) ?? []
    if (name === undefined || value === undefined || value === '') {
      return {
        why: `Line ${index + 1} of the claims must be a name, a colon and a value. ${orJson}`,
      }
    }
    values[name] = jsonOrText(value)
  }
  return { values }
}

const orJson = 'All of them can be one JSON object, too.'

function readObject(typed: string): Claims {
  const values = jsonOrText(typed)
  // What begins with a brace is an object if it is JSON at all.
  if (typeof values === 'object') return { values: values as Readonly<Record<string, unknown>> }
  return { why: 'The claims begin with { and are no JSON object.' }
}

function jsonOrText(value: string): unknown {
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}
