/**
 * Reads raw settings by the schema and goes on after a fault, so that everything that is wrong is
 * found in one go, by the later judgements too.
 *
 * @module
 */

import { z } from 'zod'
import type { Finding, Path } from '../fault.ts'
import { realmIdTakes } from '../schema/realm-schema.ts'
import { didYouMean } from './nearest.ts'

/** What was read of a `T`. Where a value is at fault there is undefined, and no judging by it. */
export type Draft<T> = T extends string | number | boolean | undefined
  ? T
  : T extends readonly (infer Item)[]
    ? readonly (Draft<Item> | undefined)[]
    : T extends object
      ? { readonly [Key in keyof T]?: Draft<T[Key]> | undefined }
      : T

/** Reads `raw` and adds what is wrong with it to `found`. When nothing is, the draft is whole. */
export function readDraft<Schema extends z.ZodType>(
  schema: Schema,
  raw: unknown,
  found: Finding[],
): Draft<z.output<Schema>> {
  // Each value in it was read by its own part of the schema, so the whole has its shape.
  return readValue(schema, raw, { path: [], found }) as Draft<z.output<Schema>>
}

interface Reading {
  readonly path: Path
  readonly found: Finding[]
}

const at = ({ path, found }: Reading, step: string | number): Reading => ({
  path: [...path, step],
  found,
})

function readValue(schema: z.ZodType, raw: unknown, reading: Reading): unknown {
  if (raw === undefined) return readAbsent(schema, reading)
  const kind = kindOf(schema, raw)
  if (kind instanceof z.ZodObject && isObject(raw)) return readObject(kind, raw, reading)
  if (kind instanceof z.ZodRecord && isObject(raw) && kind.valueType instanceof z.ZodObject) {
    return readRealms(kind, raw, reading)
  }
  if (kind instanceof z.ZodArray && Array.isArray(raw) && raw.length > 0) {
    // The element of an array that comes from a z.array() call is a ZodType.
    const item = kind.element as z.ZodType
    return raw.map((value: unknown, index) => readValue(item, value, at(reading, index)))
  }
  return readLeaf(kind, raw, reading)
}

function readObject(
  schema: z.ZodObject,
  raw: Readonly<Record<string, unknown>>,
  reading: Reading,
): unknown {
  const known = Object.keys(schema.shape)
  for (const key of Object.keys(raw)) {
    if (known.includes(key)) continue
    const problem = `is not a setting.${didYouMean(key, known) || ` Known here: ${known.join(', ')}`}`
    reading.found.push({ path: [...reading.path, key], problem, isAboutKey: true })
  }
  const own = (key: string) => (Object.hasOwn(raw, key) ? raw[key] : undefined)
  return Object.fromEntries(
    Object.entries(schema.shape).map(([key, member]) => [
      key,
      // The members of a shape that comes from a z.strictObject() call are ZodTypes.
      readValue(member as z.ZodType, own(key), at(reading, key)),
    ]),
  )
}

function readRealms(
  schema: z.ZodRecord,
  raw: Readonly<Record<string, unknown>>,
  reading: Reading,
): unknown {
  // The keys and values of a record that comes from a z.record() call are ZodTypes.
  const { keyType, valueType } = schema as unknown as Record<'keyType' | 'valueType', z.ZodType>
  return Object.fromEntries(
    Object.entries(raw).map(([id, value]) => {
      if (!keyType.safeParse(id).success) {
        reading.found.push({
          path: [...reading.path, id],
          problem: realmIdTakes,
          isAboutKey: true,
        })
      }
      return [id, readValue(valueType, value, at(reading, id))]
    }),
  )
}

function readAbsent(schema: z.ZodType, { path, found }: Reading): unknown {
  const read = schema.safeParse(undefined)
  if (read.success) return read.data
  found.push({ path, problem: `is missing: it ${read.error.issues[0]?.message}` })
  return undefined
}

function readLeaf(schema: z.ZodType, raw: unknown, { path, found }: Reading): unknown {
  const read = schema.safeParse(raw)
  if (read.success) return read.data
  const problems = new Map(
    read.error.issues.map(({ path: inner, message }) => [inner.join('\0'), { inner, message }]),
  )
  for (const { inner, message } of problems.values()) {
    found.push({ path: [...path, ...inner.map(step)], problem: message })
  }
  return undefined
}

const step = (part: PropertyKey): string | number =>
  typeof part === 'number' ? part : `${String(part)}`

/** The schema within wrappers; of a choice, the object if one was given. */
function kindOf(schema: z.ZodType, raw: unknown): z.ZodType {
  const inner = unwrapped(schema)
  if (!(inner instanceof z.ZodUnion) || !isObject(raw)) return inner
  return objectAmong(inner) ?? inner
}

export function objectAmong(union: z.ZodUnion): z.ZodObject | undefined {
  return union.options.find((option): option is z.ZodObject => option instanceof z.ZodObject)
}

export function unwrapped(schema: z.ZodType): z.ZodType {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault
  ) {
    // What was wrapped by .optional(), .default() or .prefault() is a ZodType.
    return unwrapped(schema.unwrap() as z.ZodType)
  }
  return schema
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
