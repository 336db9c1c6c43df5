import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, expect, it } from 'vitest'
import { type Running, rssOf, startArtefact } from '../reliability/artefact.ts'
import { createApp, goThrough } from '../support/app.ts'
import { createVisitor } from '../support/visitor.ts'

const run = promisify(execFile)
const crowd = fileURLToPath(new URL('children/worst-requests.mjs', import.meta.url))

let server: Running | undefined
afterEach(() => server?.end('SIGKILL'))

it('A server with a heap of 256 MB outlives 20,000 of the largest requests, and still signs somebody in', {
  timeout: 300_000,
}, async () => {
  server = startArtefact(['--port', '0'], {
    node: ['--max-old-space-size=256'],
    env: { FRAGRANT_SIGNING_ALG: 'ES256' },
  })
  const issuer = await server.listening
  const { stdout } = await run(process.execPath, [crowd, issuer, '20000'], { maxBuffer: 1 << 20 })
  const answers: Readonly<Record<string, number>> = JSON.parse(stdout)
  // Most of them were taken, so that there was something to keep.
  expect(answers['login']).toBeGreaterThan(10_000)
  expect(rssOf(server.pid)).toBeLessThan(450_000_000)

  const { values } = await goThrough(createApp(issuer), createVisitor(issuer))
  expect([...values.keys()]).toEqual(expect.arrayContaining(['access_token', 'id_token']))
})
