/**
 * Claims as a form: a field for each of the standard ones, JSON for the rest.
 *
 * @module
 */

import { isDeepStrictEqual } from 'node:util'
import type { Claims } from '../../../protocol/user.ts'
import type { FieldModel } from '../../pages/models/people.ts'
import {
  type ClaimField,
  claimFields,
  valueAt,
  withoutValueAt,
  withValueAt,
} from './claim-fields.ts'

/** What stands in the fields of a form, by their names; one that is empty is not there. */
export type Typed = ReadonlyMap<string, string>

/** What is wrong with which field, by their names. */
export type Problems = ReadonlyMap<string, string>

export const noProblems: Problems = new Map()

/** The field of JSON. */
export const moreClaims = 'claims'

const nameOf = ({ path }: ClaimField): string => `claim.${path.join('.')}`

/** The fields that say `claims`. */
export function typedOf(claims: Claims, fields = claimFields): Typed {
  const typed = new Map<string, string>()
  let rest = claims
  for (const field of fields) {
    const value = valueAt(claims, field.path)
    const written = value === undefined ? undefined : field.writing.write(value)
    if (written === undefined) continue
    typed.set(nameOf(field), written)
    rest = withoutValueAt(rest, field.path)
  }
  if (Object.keys(rest).length > 0) typed.set(moreClaims, JSON.stringify(rest, null, 2))
  return typed
}

export type ReadClaims =
  | { readonly kind: 'read'; readonly claims: Claims }
  | { readonly kind: 'wrong'; readonly problems: Problems }

/** What the fields say. Values are judged by the operation that takes them. */
export function readClaims(typed: Typed, fields = claimFields): ReadClaims {
  const more = readMore(typed.get(moreClaims) ?? '{}')
  if (more === undefined) {
    return wrong('This is no JSON object: { "name": "value" }, with quotes, commas and braces.')
  }
  let claims = more
  for (const field of fields) {
    const text = typed.get(nameOf(field))
    if (text === undefined) continue
    const value = field.writing.read(text)
    const other = otherAt(more, field, value)
    if (other !== undefined) return wrong(`${other} has a field of its own: say it there or here.`)
    claims = withValueAt(claims, field.path, value)
  }
  return { kind: 'read', claims }
}

const wrong = (problem: string): ReadClaims => ({
  kind: 'wrong',
  problems: new Map([[moreClaims, problem]]),
})

function readMore(json: string): Claims | undefined {
  try {
    const read: unknown = JSON.parse(json)
    const isObject = typeof read === 'object' && read !== null && !Array.isArray(read)
    // whoever takes them judges what JSON may say more than claims
    return isObject ? (read as Claims) : undefined
  } catch {
    return undefined
  }
}

/** The name of a claim that the JSON says otherwise than its field. */
function otherAt(more: Claims, { path }: ClaimField, value: unknown): string | undefined {
  const [name, member] = path
  const isOdd = member !== undefined && more[name] !== undefined && typeof more[name] !== 'object'
  const said = valueAt(more, path)
  const isOther = isOdd || (said !== undefined && !isDeepStrictEqual(said, value))
  return isOther ? path.join('.') : undefined
}

/**
 * The problems that an operation has found, each at the field that it is about.
 *
 * @param faults by the names of claims, with `address` for any of its members
 */
export function problemsAt(
  faults: readonly { readonly member: string; readonly problem: string }[],
  typed: Typed,
): Problems {
  const problems = new Map<string, string>()
  for (const { member, problem } of faults) {
    const name = `claim.${member}`
    const isField = typed.has(name) || typed.has(member)
    const at = typed.has(name) ? name : isField ? member : moreClaims
    const sentence = isField ? `It ${problem}.` : `${member} ${problem}.`
    problems.set(at, [problems.get(at), sentence].filter(Boolean).join(' '))
  }
  return problems
}

/** A field as a page shows it. */
export function fieldModel(field: ClaimField, typed: Typed, problems: Problems): FieldModel {
  const { label, hint, writing } = field
  const name = nameOf(field)
  return modelOf({ name, label, hint, control: writing.control }, typed, problems)
}

export const moreField = (typed: Typed, problems: Problems): FieldModel =>
  modelOf(
    {
      ...{ name: moreClaims, label: 'More claims', control: 'json' },
      hint: 'A JSON object, such as { "department": "Sales" }.',
    },
    typed,
    problems,
  )

/** Any field of a form by its name. */
export function modelOf(
  { name, ...field }: Pick<FieldModel, 'name' | 'label' | 'hint' | 'control'>,
  typed: Typed,
  problems: Problems,
): FieldModel {
  const id = name.replaceAll(/[._]/g, '-')
  return { ...field, name, id, value: typed.get(name) ?? '', problem: problems.get(name) }
}
