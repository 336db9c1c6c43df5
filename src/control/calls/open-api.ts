/**
 * The document of the control API (OpenAPI 3.1), made from the schemas that judge its calls.
 *
 * @module
 */

import { z } from 'zod'
import { serverPaths } from '../../protocol/paths.ts'
import { judgedBy } from '../judged/judge.ts'
import type { Operation } from '../operation.ts'

/** Made when it is first asked for. */
export function openApiOf(operations: readonly Operation[], version: string): () => object {
  let made: object | undefined
  return () => {
    made ??= documentOf(operations, version)
    return made
  }
}

function documentOf(operations: readonly Operation[], version: string): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const one of operations) {
    paths[one.path] = { ...paths[one.path], [one.method.toLowerCase()]: described(one) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Fragrant control API',
      version,
      description:
        'What tests do with a running server. JSON in, JSON out; every call brings a bearer token.',
    },
    servers: [{ url: serverPaths.control }],
    security: [{ bearer: [] }],
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
      schemas: { Error: schemaOf(error, 'output') },
    },
  }
}

const error = z.looseObject({
  error: z.string(),
  message: z.string(),
  member: z.string().optional(),
})

const refusals = {
  '400': 'What was sent is not what is taken.',
  '401': 'The bearer token is missing or wrong.',
  '404': 'There is no such thing.',
  '405': 'The path does not take this method: Allow says which it takes.',
  '408': 'Nothing came in time.',
  '409': 'It cannot be done as things stand.',
  '413': 'The body is too large.',
  '415': 'The body is not JSON.',
  '507': 'It cannot be kept in the data folder or the store: nothing was changed.',
} as const

function described(one: Operation): object {
  const names = [...one.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
  return {
    operationId: one.name,
    summary: one.summary,
    parameters: [
      ...names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
      ...queryOf(one.query),
    ],
    ...(one.body && {
      requestBody: {
        required: !(judgedBy.get(one.body) ?? one.body).safeParse(undefined).success,
        content: { 'application/json': { schema: schemaOf(one.body, 'input') } },
      },
    }),
    responses: {
      [one.status]: {
        description: 'Done.',
        ...(one.status !== 204 && {
          content: {
            [one.streams ? 'text/event-stream' : 'application/json']: {
              schema: schemaOf(one.answer, 'output'),
            },
          },
        }),
      },
      '431': { description: 'The address and the headers are too large: not answered as JSON.' },
      ...Object.fromEntries(
        Object.entries(refusals).map(([status, description]) => [
          status,
          {
            description,
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
          },
        ]),
      ),
    },
  }
}

function queryOf(query: z.ZodType | undefined): readonly object[] {
  if (!(query instanceof z.ZodObject)) return []
  return Object.entries(query.shape).map(([name, member]) => ({
    name,
    in: 'query',
    required: false,
    schema: schemaOf(member as z.ZodType, 'input'),
  }))
}

/** Inlined, so that each operation can be read by itself. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _, ...made } = z.toJSONSchema(judgedBy.get(schema) ?? schema, {
    io,
    unrepresentable: 'any',
    reused: 'inline',
  })
  return made
}
