import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ControlError } from '../../src/control/control-error.ts'
import { judged, judgedBy } from '../../src/control/judged/judge.ts'
import { operations } from '../../src/control/operations.ts'

type Path = readonly (string | number)[]

/** The paths of all members that a schema takes, at any depth; of lists and records the first. */
function membersOf(schema: unknown): readonly Path[] {
  if (!(schema instanceof z.ZodType)) return []
  const by = judgedBy.get(schema) ?? schema
  const below = (step: string | number, inner: unknown): readonly Path[] =>
    [[], ...membersOf(inner)].map((path) => [step, ...path])
  if (by instanceof z.ZodObject) {
    return Object.entries(by.shape).flatMap(([name, inner]) => below(name, inner))
  }
  if (by instanceof z.ZodArray) return below(0, by.element)
  if (by instanceof z.ZodRecord) return below('x', by.valueType)
  if (by instanceof z.ZodUnion) return by.options.flatMap(membersOf)
  if (by instanceof z.ZodPipe) return membersOf(by.in)
  return 'unwrap' in by && typeof by.unwrap === 'function' ? membersOf(by.unwrap()) : []
}

const wrong: readonly unknown[] = [
  ...[undefined, null, true, 0, -1, 1.5, 1e300, Number.MAX_SAFE_INTEGER],
  ...['', ' ', 'x', '\u0000', '\ud800', 'x'.repeat(5000), [], [null], {}, { x: null }, { x: 1 }],
]

const put = ([first, ...rest]: Path, value: unknown): unknown => {
  if (first === undefined) return value
  const inner = put(rest, value)
  return typeof first === 'number' ? [inner] : { [first]: inner }
}

function problemsOf(schema: z.ZodType, sent: unknown): readonly Fault[] {
  try {
    judged(schema, sent, 'the body')
    return []
  } catch (error) {
    if (!(error instanceof ControlError)) throw error
    return error.details['faults'] as readonly Fault[]
  }
}

interface Fault {
  readonly member: string
  readonly problem: string
}

const schemas = operations.flatMap(({ name, body, query }) =>
  [
    { what: `the body of ${name}`, schema: body },
    { what: `the query of ${name}`, schema: query },
  ].flatMap(({ what, schema }) => (schema === undefined ? [] : [{ what, schema }])),
)

const ours = /^(?:must |goes with |is not known here)/

describe('what a call is refused with', () => {
  it.each(schemas)('tells of $what what each member takes, and what was sent', ({ schema }) => {
    const paths: readonly Path[] = [[], ...membersOf(schema)]
    const faults = paths.flatMap((path) =>
      wrong.flatMap((value) => problemsOf(schema, put(path, value))),
    )
    expect(faults.length).toBeGreaterThan(0)
    const others = faults.filter(({ problem }) => !ours.test(problem) || /otherwise/.test(problem))
    expect(others).toEqual([])
  })

  it('tells of nothing that may open something', () => {
    const client = operations.find(({ name }) => name === 'clients.add')?.body ?? z.never()
    const sent = { client_id: 'shop', client_secret: 's3cret\u00e9', jwks: { keys: ['s3cret'] } }
    expect(problemsOf(client, sent)).toContainEqual({
      member: 'client_secret',
      problem: 'must be printable ASCII text of 1 to 256 characters',
    })
    expect(JSON.stringify(problemsOf(client, sent))).not.toContain('s3cret')
  })
})
