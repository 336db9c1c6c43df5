import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { parseOptions } from '../../src/config/config.ts'
import { createFragrant, type FragrantOptions } from '../../src/index.ts'
import { createServer as createFragrantServer } from '../../src/server.ts'
import { folderWith } from '../config/folder.ts'
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

  describe('when the file has become one that cannot be used', () => {
    /** What the check says beside a server that runs, of which `isStale` tells whether it knows. */
    async function askBeside(yaml: (port: number) => string, isStale: boolean, flags = false) {
      const port = await freePort()
      const options = { port, signing_alg: 'ES256', log: { level: 'silent' } } as const
      const server = await createFragrantServer(parseOptions(options))
      await server.listen()
      if (isStale) server.reload(undefined)
      const folder = folderWith({ 'fragrant.yaml': yaml(port) })
      const asked = await runHere(['health', ...(flags ? ['--port', String(port)] : [])], {
        folder,
      })
      await server.close()
      return asked
    }

    const misspelt = (port: number) => `port: ${port}\nisuer: x\nusers: [7]\n`

    it.each([
      ['with faults', misspelt, false],
      ['that is no YAML', () => 'clients: [', true],
      ['that is no object', () => 'port', true],
    ])('exits with 0 while the server goes on with what it read before: one %s', async (...row) => {
      const [, yaml, flags] = row
      const { code, output } = await askBeside(yaml, true, flags)
      expect({ code, output }).toEqual({
        code: 0,
        output: '{"status":"ok","configStale":true}\n',
      })
    })

    it('exits with 78, and names the faults, when the server that answers is of another file', async () => {
      const { code, errors } = await askBeside(misspelt, false)
      expect(code).toBe(78)
      expect(errors).toContain('isuer is not a setting. Did you mean issuer?')
    })

    it('exits with 78, and names the faults, when nobody answers', async () => {
      const folder = folderWith({ 'fragrant.yaml': misspelt(await freePort()) })
      const { code, errors } = await runHere(['health'], { folder })
      expect(code).toBe(78)
      expect(errors).toContain('isuer is not a setting. Did you mean issuer?')
    })
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
