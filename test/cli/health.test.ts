import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { createFragrant, type FragrantOptions } from '../../src/index.ts'
import { runHere } from './console.ts'

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as { port: number }
  await new Promise((done) => server.close(done))
  return port
}

describe('fragrant health', () => {
  it.each<[string, FragrantOptions, Record<string, string>]>([
    ['on loopback', {}, {}],
    [
      'on all addresses of a container',
      { host: '0.0.0.0', container: true },
      { FRAGRANT_HOST: '0.0.0.0', FRAGRANT_CONTAINER: 'true' },
    ],
    ['by https', { tls: 'generated' }, { FRAGRANT_TLS: 'generated' }],
  ])('exits with 0 while the server answers %s', async (_, options, environment) => {
    const port = await freePort()
    const fragrant = await createFragrant({ port, signing_alg: 'ES256', ...options })
    await fragrant.listen()
    const asked = await runHere(['health', '--port', String(port)], { environment })
    await fragrant.close()
    expect(asked).toEqual({ code: 0, output: '{"status":"ok"}\n', errors: '' })
  })

  it('exits with 1 when nobody answers', async () => {
    const port = await freePort()
    const { code, errors } = await runHere(['health', '--port', String(port)], {})
    expect(code).toBe(1)
    expect(errors).toContain('The server does not answer: ')
  })

  it('exits with 1 on a port that nobody knows', async () => {
    const { code, errors } = await runHere(['health', '--port', '0'], {})
    expect({ code, errors }).toEqual({
      code: 1,
      errors: 'With port 0 nobody knows where the server listens: set a port.\n',
    })
  })
})
