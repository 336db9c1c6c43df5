import { afterAll, beforeAll, expect, it } from 'vitest'
import { startFragrant, type TestServer } from '../../src/testing/index.ts'
import { controlCall, token } from './interfaces.ts'

interface Document {
  readonly openapi: string
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly operationId: string }>>>
  >
}

let idp: TestServer
let document: Document

beforeAll(async () => {
  idp = await startFragrant({ control_token: token })
  document = (await (await controlCall(idp, '/openapi.json')).json()) as Document
})
afterAll(() => idp.stop())

it('describes every operation once, by a name of its own (OpenAPI 3.1 §4.8.10)', () => {
  expect(document.openapi).toBe('3.1.0')
  const ids = Object.values(document.paths).flatMap((path) =>
    Object.values(path).map(({ operationId }) => operationId),
  )
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids).toContain('tokens.issue')
})

it('refers to nothing that is not in it', () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(
    ([, to]) => to,
  )
  expect(new Set(references)).toEqual(new Set(['#/components/schemas/Error']))
})

it('names paths that answer', async () => {
  for (const [path, methods] of Object.entries(document.paths)) {
    const real = path.replace('{r}', 'default').replace(/\{\w+\}/, 'nothing')
    for (const method of Object.keys(methods)) {
      if (real.endsWith('/realms/default') && method === 'delete') continue
      const init = { method: method.toUpperCase(), headers: { 'content-type': 'application/json' } }
      const body = ['get', 'delete'].includes(method) ? {} : { body: '{}' }
      const answer = await controlCall(idp, real, { ...init, ...body })
      expect([method, real, answer.status]).not.toContain(405)
      expect(answer.status).toBeLessThan(500)
    }
  }
})
