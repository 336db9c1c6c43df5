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

/** They wait for what an app does, or have no end: the settings of Schemathesis leave them out. */
const waiting = ['journal.wait', 'journal.take', 'journal.events']

const asked = operations
  .filter(({ name }) => !waiting.includes(name))
  .map(({ method, path }) => `${method} ${path}`)

const isMissing = !isInstalled('python3')

describe.skipIf(isMissing && process.env['CI'] !== 'true')('Schemathesis (needs python3)', () => {
  let server: TestServer
  let report: ReadonlyMap<string, string>

  beforeAll(async () => {
    server = await startFragrant({ control_token: token, signing_alg: 'ES256' })
    await run(folder, 'python3', '-m', 'venv', 'venv')
    await run(folder, 'venv/bin/pip', 'install', '--quiet', 'schemathesis==4.*')
    const args = [
      ...['--config-file', settings, 'run', `${server.origin}${serverPaths.control}/openapi.json`],
      ...['-H', `Authorization: Bearer ${token}`, '--continue-on-failure', '--seed', '1'],
      ...['--max-examples', '10', '--report', 'junit', '--report-junit-path', 'report.xml'],
    ]
    // it ends with 1 where it has found something: the report says what
    await run(folder, 'venv/bin/schemathesis', ...args).catch(() => {})
    report = faultsIn(readFileSync(join(folder, 'report.xml'), 'utf8'))
  }, 600_000)
  afterAll(() => server?.stop())

  it.each(asked)('finds that %s does what the document says (OpenAPI 3.1)', (operation) => {
    expect(report.get(operation)).toBe('')
  })

  it('finds nothing else', () => {
    expect([...report].filter(([name, fault]) => !asked.includes(name) && fault !== '')).toEqual([])
  })
})

/** What is wrong with each test case of a JUnit report, by its name; empty where nothing is. */
function faultsIn(xml: string): ReadonlyMap<string, string> {
  const cases = xml.matchAll(/<testcase name="([^"]*)"[^>]*?(?:\/>|>([\s\S]*?)<\/testcase>)/g)
  return new Map([...cases].map(([, name = '', inside = '']) => [name, faultOf(inside)] as const))
}

const faultOf = (inside: string): string => (/<(?:failure|error)/.test(inside) ? inside.trim() : '')
