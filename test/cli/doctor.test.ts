import { createServer } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFragrant, type FragrantOptions } from '../../src/index.ts'
import { presetNames } from '../../src/protocol/provider/presets.ts'
import { folderWith } from '../config/folder.ts'
import { freePort } from '../support/free-port.ts'
import { registered, runHere } from './console.ts'

const spa = { client_id: 'spa', redirect_uris: ['http://localhost:4200/callback'] }

/** What is said of an app; no server runs there. */
const examined = (written: FragrantOptions, ...argv: string[]) => {
  const folder = folderWith({ 'fragrant.yaml': JSON.stringify({ port: 1, ...written }) })
  return runHere(['doctor', ...argv], { folder })
}

describe('fragrant doctor', () => {
  it.each<[string, FragrantOptions, string[], number, string]>([
    [
      'an app on loopback',
      {},
      ['http://localhost:5173/'],
      0,
      'Any client id that is not registered',
    ],
    [
      'a registered address',
      { clients: [spa] },
      ['http://localhost:4200/callback'],
      0,
      'The client spa is registered with this redirect URI.',
    ],
    [
      'a slash too many',
      { clients: [spa] },
      ['http://localhost:4200/callback/', '--client', 'spa'],
      1,
      'and not with http://localhost:4200/callback/. The app adds a slash at the end.',
    ],
    [
      'another port',
      { clients: [spa], loopback_clients: false },
      ['http://localhost:4201/callback'],
      1,
      'The port differs.',
    ],
    [
      'an app that nobody knows',
      { clients: [spa], mode: 'strict', users: [] },
      ['https://shop.example/back'],
      1,
      '- "https://shop.example/back"',
    ],
    ['http elsewhere', {}, ['http://shop.example/'], 1, 'http is for this machine only'],
    ['no address', {}, ['shop.example'], 1, 'is no address of an app'],
    [
      'no address to open',
      {},
      ['http://0.0.0.0:3000/'],
      1,
      'Open the app at http://localhost:3000.',
    ],
    ['the server itself', {}, ['http://localhost:1/'], 1, 'is the server itself'],
    [
      'another name of this machine',
      {},
      ['http://127.0.0.1:5173/'],
      0,
      'Open the app at http://localhost:5173, by the name that the issuer has.',
    ],
    [
      'an app of another site',
      { clients: [{ client_id: 'shop', redirect_uris: ['https://shop.example/'] }] },
      ['https://shop.example/'],
      0,
      'Renew by refresh tokens',
    ],
  ])('looks at %s', async (_, written, argv, code, said) => {
    const { code: exit, output } = await examined(written, ...argv)
    expect(output).toContain(said)
    expect(exit).toBe(code)
    expect(output).toContain('No server listens on localhost, port 1')
  })

  it('says nothing of cookies where app and server are one site', async () => {
    const { output } = await examined({}, 'http://localhost:5173/')
    expect(output).not.toContain('two sites')
  })

  it('names a realm that is not there', async () => {
    const { code, errors } = await examined({ realms: { shop: {} } }, '--realm', 'shpo')
    expect({ code, errors }).toEqual({
      code: 1,
      errors: 'There is no realm shpo. Did you mean shop?\n',
    })
  })

  it.each(presetNames)(
    'finds a server under the preset %s, by the issuer that it has there',
    async (preset) => {
      const port = await freePort()
      const server = await createFragrant({ port, preset, signing_alg: 'ES256' })
      await server.listen()
      const argv = ['doctor', '--port', String(port), '--preset', preset]
      const { code, output } = await runHere(argv, {})
      const [, issuer = ''] = /Issuer +(\S+)/.exec(output) ?? []
      expect(output).toContain(`The server runs, and its issuer is ${issuer}.`)
      expect(code).toBe(0)
      const metadata = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
      expect(await (await fetch(metadata)).json()).toMatchObject({ issuer })
      await server.close()
    },
  )

  describe('where something listens', () => {
    let port: number
    let server: Awaited<ReturnType<typeof createFragrant>>
    beforeAll(async () => {
      port = await freePort()
      server = await createFragrant({ port, signing_alg: 'ES256' })
      await server.listen()
    })
    afterAll(() => server.close())

    it('finds the server', async () => {
      const { code, output } = await runHere(['doctor', '--port', String(port)], {})
      expect(output).toContain(`The server runs, and its issuer is http://localhost:${port}.`)
      expect(code).toBe(0)
    })

    it('knows an app that was registered while it runs, and takes in none by asking', async () => {
      const id = await registered(server.issuer, 'http://localhost:7000/back')
      const asked = async (address: string, client: string) =>
        runHere(['doctor', address, '--client', client, '--port', String(port)], {})
      const good = await asked('http://localhost:7000/back', id)
      expect([good.code, good.output]).toEqual([
        0,
        expect.stringContaining(`has the client ${id} with this redirect URI`),
      ])
      const { code, output } = await asked('http://localhost:7000/back/', id)
      expect(output).toContain('with http://localhost:7000/back, and not with')
      expect(code).toBe(1)
      expect((await asked('http://localhost:7000/', 'never')).output).toContain('Any client id')
      const apps = await (await fetch(`${server.issuer}/applications`)).text()
      expect(apps).not.toContain('never')
    })

    it('finds a server of another configuration', async () => {
      const argv = ['doctor', '--port', String(port), '--issuer', 'http://auth.localhost:9400']
      const { code, output } = await runHere(argv, {})
      expect(output).toContain(`says that its issuer is http://localhost:${port}, not http://auth.`)
      expect(code).toBe(1)
    })

    it.each([
      ['another server', { 'content-type': 'text/html' }, 'Something else than this server'],
      ['a server with another clock', { date: 'Thu, 01 Jan 2026 00:00:00 GMT' }, 'seconds away'],
    ])('finds %s', async (_, headers, said) => {
      const other = createServer((_request, response) => {
        response.sendDate = false
        response.writeHead(200, headers).end('{}')
      })
      await new Promise<void>((done) => other.listen(0, 'localhost', done))
      const { port: its } = other.address() as { port: number }
      const { code, output } = await runHere(['doctor', '--port', String(its)], {})
      other.close()
      expect(output).toContain(said)
      expect(code).toBe(1)
    })
  })
})
