/**
 * Settings beside the file: environment variables and flags, each named after its key.
 *
 * @module
 */

import { z } from 'zod'
import type { Path } from '../fault.ts'
import { schema } from '../schema/schema.ts'
import { isObject, objectAmong, unwrapped } from './read.ts'

/** One value that was set, and where. */
export interface Setting {
  readonly path: Path
  readonly value: unknown
  readonly place: string
}

/** A key that has an environment variable. */
export interface Variable {
  readonly name: string
  readonly path: readonly string[]
  readonly schema: z.ZodType
}

/** Every environment variable, in the order of the schema; `FRAGRANT_CONFIG` names the file. */
export const variables: readonly Variable[] = variablesOf(schema, [])

export const configVariable = 'FRAGRANT_CONFIG'

function variablesOf(object: z.ZodObject, path: readonly string[]): readonly Variable[] {
  return Object.entries(object.shape).flatMap(([key, member]) => {
    if (key === '$schema') return []
    // The members of a shape that comes from a z.strictObject() call are ZodTypes.
    const inner = unwrapped(member as z.ZodType)
    const own = [...path, key]
    const name = `FRAGRANT_${own.join('_').toUpperCase()}`
    const variable = { name, path: own, schema: member as z.ZodType }
    if (inner instanceof z.ZodObject) return variablesOf(inner, own)
    const choice = inner instanceof z.ZodUnion ? objectAmong(inner) : undefined
    return choice ? [variable, ...variablesOf(choice, own)] : [variable]
  })
}

/** What the environment sets; an empty variable counts as not set. A variable of ours goes before those of others. */
export function environmentSettings(
  environment: Readonly<Record<string, string | undefined>>,
): readonly Setting[] {
  const own = variables.flatMap(({ name, path, schema: member }) => {
    const text = environment[name]
    return text ? [{ path, value: fromText(member, text), place: name }] : []
  })
  return [...tracesFor(environment), ...own]
}

/** The variables by which OpenTelemetry is told where traces go; each switches them on. */
const exporters = [
  'OTEL_TRACES_EXPORTER',
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
]

function tracesFor(environment: Readonly<Record<string, string | undefined>>): readonly Setting[] {
  const isOff = environment['OTEL_SDK_DISABLED']?.toLowerCase() === 'true'
  if (isOff || environment['OTEL_TRACES_EXPORTER'] === 'none') return []
  const place = exporters.find((name) => environment[name])
  return place === undefined ? [] : [{ path: ['traces'], value: true, place }]
}

/** What flags set, by the names of top-level keys. */
export function flagSettings(flags: Readonly<Record<string, string>>): readonly Setting[] {
  return variables.flatMap(({ path, schema: member }) => {
    const [key = ''] = path
    const text = path.length === 1 ? flags[key] : undefined
    return text === undefined
      ? []
      : [{ path, value: fromText(member, text), place: key === 'mode' ? '--strict' : `--${key}` }]
  })
}

/** Puts `settings` over `base`, later ones first. */
export function overlay(base: unknown, settings: readonly Setting[]): unknown {
  return settings.reduce((whole, { path, value }) => withValue(whole, path, value), base)
}

function withValue(whole: unknown, [key, ...rest]: Path, value: unknown): unknown {
  if (key === undefined) return value
  const object = isObject(whole) ? whole : {}
  const own = Object.hasOwn(object, key) ? object[key] : undefined
  return { ...object, [key]: withValue(own, rest, value) }
}

/** Text as the kind of value that `member` takes; left as it is when it cannot be. */
function fromText(member: z.ZodType, text: string): unknown {
  const kind = unwrapped(member)
  if (isSwitch(kind)) return text === 'true' || (text === 'false' ? false : text)
  if (kind instanceof z.ZodNumber) return /^\d{1,9}$/.test(text) ? Number(text) : text
  if (isStructured(kind)) return parseJson(text)
  if (kind instanceof z.ZodArray) return text.split(',').map((item) => item.trim())
  return text
}

/** Something to be switched on, which may have settings of its own beside. */
const isSwitch = (kind: z.ZodType): boolean =>
  kind instanceof z.ZodBoolean ||
  (kind instanceof z.ZodUnion && kind.options.some((one) => one instanceof z.ZodBoolean))

/** Whether a variable for `member` takes JSON: a list of objects, or an object of objects. */
export function isStructured(member: z.ZodType): boolean {
  const kind = unwrapped(member)
  if (kind instanceof z.ZodArray) return kind.element instanceof z.ZodObject
  return kind instanceof z.ZodRecord
}

/** JSON, or the text itself, which the schema then refuses without showing it. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
