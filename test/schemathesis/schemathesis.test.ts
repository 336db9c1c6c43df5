/**
 * Schemathesis asks the running server thousands of things by the document of the control API, and
 * looks whether the answers are what the document says: one test for each operation.
 *
 * @module
 */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { operations } from '../../src/control/operations.ts'
import { serverPaths } from '../../src/protocol/paths.ts'
import { startFragrant, type TestServer } from '../../src/testing/index.ts'
import { isInstalled, run } from '../resource-servers/process.ts'

const token = 'a-token-that-only-tests-have'
const settings = fileURLToPath(new URL('schemathesis.toml', import.meta.url))

const folder = mkdtempSync(join(tmpdir(), 'fragrant-schemathesis-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const isMissing = !isInstalled('python3')

describe.skipIf(isMissing && process.env['CI'] !== 'true')('Schemathesis (needs python3)', () => {
  let server: TestServer
  let report: ReadonlyMap<string, string>

  beforeAll(async () => {
    server = await startFragrant({ control_token: token, signing_alg: 'ES256' })
    await run(folder, 'python3', '-m', 'venv', 'venv')
    await run(folder, 'venv/bin/pip', 'install', '--quiet', 'schemathesis==4.*')
    const asked = [
      ...['--config-file', settings, 'run', `${server.origin}${serverPaths.control}/openapi.json`],
      ...['-H', `Authorization: Bearer ${token}`, '--continue-on-failure', '--seed', '1'],
      ...['--max-examples', '30', '--report', 'junit', '--report-junit-path', 'report.xml'],
    ]
    // it ends with 1 where it has found something: the report says what
    await run(folder, 'venv/bin/schemathesis', ...asked).catch(() => {})
    report = faultsIn(readFileSync(join(folder, 'report.xml'), 'utf8'))
  })
  afterAll(() => server?.stop())

  it.each(operations.map(({ method, path }) => `${method} ${path}`))(
    'finds that %s does what the document says (OpenAPI 3.1)',
    (operation) => {
      expect(report.get(operation)).toBe('')
    },
  )

  it('finds nothing else', () => {
    const known = new Set(operations.map(({ method, path }) => `${method} ${path}`))
    expect([...report].filter(([name, fault]) => !known.has(name) && fault !== '')).toEqual([])
  })
})

/** What is wrong with each test case of a JUnit report, by its name; empty where nothing is. */
function faultsIn(xml: string): ReadonlyMap<string, string> {
  const cases = xml.matchAll(/<testcase name="([^"]*)"[^>]*?(?:\/>|>([\s\S]*?)<\/testcase>)/g)
  return new Map([...cases].map(([, name = '', inside = '']) => [name, faultOf(inside)] as const))
}

const faultOf = (inside: string): string => (/<(?:failure|error)/.test(inside) ? inside.trim() : '')
