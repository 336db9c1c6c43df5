import { afterEach, describe, expect, it } from 'vitest'
import { createApp, goThrough } from '../../support/app.ts'
import { startServer, type TestServer } from '../../support/server.ts'
import { createVisitor } from '../../support/visitor.ts'

const trace_id = '0af7651916cd43dd8448eb211c80319c'
const span_id = 'b7ad6b7169203331'
const traceparent = `00-${trace_id}-${span_id}-01`

let server: TestServer | undefined
afterEach(() => server?.close())

async function linesOf(headers: Record<string, string>, options = {}) {
  const one = await startServer(options)
  server = one
  const form = new URLSearchParams({ grant_type: 'password', client_id: 'nobody' })
  const answer = await fetch(`${one.issuer}/token`, { method: 'POST', body: form, headers })
  expect(answer.status).toBe(401)
  return one.log.filter(({ event }) => String(event).startsWith('http.'))
}

describe('A request that names its trace', () => {
  it('is logged with it, by the names that collectors know', async () => {
    const lines = await linesOf({ traceparent }, { log: { level: 'debug', format: 'json' } })
    expect(lines.map(({ event }) => event)).toEqual(['http.refused', 'http.answered'])
    for (const line of lines) expect(line).toMatchObject({ trace_id, span_id })
  })

  it('is answered as any other when what it names is no trace', async () => {
    for (const header of ['garbage', `ff-${trace_id}-${span_id}-01`, `00-${trace_id}`, '"} evil']) {
      const lines = await linesOf({ traceparent: header })
      await server?.close()
      expect(lines).toHaveLength(1)
      expect(lines[0]).not.toHaveProperty('trace_id')
    }
  })

  it('shares it with no other that comes meanwhile', async () => {
    const one = await startServer({ log: { level: 'debug', format: 'json' } })
    server = one
    const ids = Array.from({ length: 20 }, (_, at) => `${at + 1}`.padStart(32, 'a'))
    await Promise.all(
      ids.map((id) =>
        fetch(`${one.issuer}/${'x'.repeat(3)}?${id}`, {
          headers: { traceparent: `00-${id}-${span_id}-01` },
        }),
      ),
    )
    await fetch(`${one.issuer}/without`)
    const told = one.log.filter(({ event }) => event === 'http.answered')
    expect(told.flatMap((line) => line['trace_id'] ?? []).sort()).toEqual(ids.sort())
    expect(told).toHaveLength(21)
  })

  it('is logged without one where nobody names any', async () => {
    const one = await startServer({})
    server = one
    await goThrough(createApp(one.issuer), createVisitor(one.issuer))
    expect(one.log.length).toBeGreaterThan(0)
    expect(one.log.filter((line) => 'trace_id' in line)).toEqual([])
  })
})
