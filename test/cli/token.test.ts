import { decodeJwt } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFragrant, type FragrantOptions } from '../../src/index.ts'
import { folderWith } from '../config/folder.ts'
import { freePort } from '../support/free-port.ts'
import { registered, runHere } from './console.ts'

const settings = {
  signing_alg: 'ES256',
  users: [
    { username: 'dora', enabled: false },
    { username: 'carol', claims: { name: 'Carol <Green>' } },
    { username: 'dave' },
  ],
  clients: [
    { client_id: 'spa', redirect_uris: ['http://localhost:4200/'] },
    { client_id: 'old', redirect_uris: ['http://localhost:3000/'], response_types: ['token'] },
    { client_id: 'web', redirect_uris: ['http://localhost:3001/'], client_secret: 'long-enough' },
    {
      client_id: 'sign-in',
      redirect_uris: ['http://localhost:3002/'],
      response_types: ['id_token'],
    },
  ],
  audience: ['https://orders.example'],
  realms: { shop: {} },
} satisfies FragrantOptions

let port: number
let server: Awaited<ReturnType<typeof createFragrant>>

const folderOf = (written: object) => folderWith({ 'fragrant.yaml': JSON.stringify(written) })

const token = (...argv: string[]) =>
  runHere(['token', '--port', String(port), ...argv], { folder: folderOf(settings) })

const claimsOf = async (...argv: string[]) => {
  const { output, errors } = await token(...argv)
  expect(errors).toBe('')
  return decodeJwt(output.trim())
}

beforeAll(async () => {
  port = await freePort()
  server = await createFragrant({ ...settings, port })
  await server.listen()
})
afterAll(() => server.close())

describe('fragrant token', () => {
  it('prints an access token of the first user who may sign in, for an app of this machine', async () => {
    expect(await claimsOf()).toMatchObject({
      ...{ sub: 'carol', client_id: 'my-app', iss: server.issuer, scope: 'openid' },
    })
  })

  it('signs in whom one names, at the app, for the scopes and for the API', async () => {
    const argv = ['--user', 'dave', '--client', 'spa', '--scope', 'openid email']
    expect(await claimsOf(...argv, '--audience', 'https://orders.example')).toMatchObject({
      ...{ sub: 'dave', client_id: 'spa', aud: 'https://orders.example', scope: 'openid email' },
    })
  })

  it('asks by the implicit grant where an app is registered for that alone', async () => {
    expect(await claimsOf('--client', 'old')).toMatchObject({ client_id: 'old' })
  })

  it('asks in the realm that one names', async () => {
    expect(await claimsOf('--realm', 'shop')).toMatchObject({ iss: `${server.issuer}/realms/shop` })
  })

  it('prints the whole answer with --json', async () => {
    const answer = JSON.parse((await token('--json')).output)
    expect(decodeJwt(answer.id_token)).toMatchObject({ sub: 'carol', aud: 'my-app' })
    expect(answer).toMatchObject({ token_type: 'Bearer', scope: 'openid' })
  })

  it.each([
    [['--realm', 'shoop'], 'There is no realm shoop. Did you mean shop?'],
    [['--client', 'web'], 'The client web authenticates'],
    [['--client', 'sign-in'], 'The client sign-in is registered for no access token'],
    [['--user', 'nobody'], 'Nobody signs in as nobody'],
    [['--client', 'spa', '--redirect-uri', 'http://localhost:4200/other'], 'redirect_uri'],
    [['--scope', 'op"en'], 'Refused: invalid_scope. '],
  ])('%j fails: %s', async (argv, problem) => {
    const { code, output, errors } = await token(...argv)
    expect({ code, output }).toEqual({ code: 1, output: '' })
    expect(errors).toContain(problem)
  })

  it('says whom the login page offers, where it does not know somebody', async () => {
    const { code, errors } = await token('--user', 'nobody')
    expect(code).toBe(1)
    expect(errors).toBe('Nobody signs in as nobody. The login page offers carol, dave.\n')
  })

  it('finds the redirect URI of an app that was registered while the server runs', async () => {
    const id = await registered(server.issuer, 'http://localhost:7000/back')
    expect(await claimsOf('--client', id)).toMatchObject({ sub: 'carol', client_id: id })
    const { errors } = await token('--client', id, '--redirect-uri', 'http://localhost:7000/')
    expect(errors).toMatch(/^The server answers 400: Redirect URI does not match: The request must/)
  })

  it('says that no server answers', async () => {
    const { code, errors } = await runHere(['token', '--port', '1'], {})
    expect(code).toBe(1)
    expect(errors).toContain('No server answers on port 1: start it with npm start.')
  })

  it.each<[string, FragrantOptions, string[]]>([
    ['by https', { tls: 'generated' }, ['FRAGRANT_TLS=generated']],
    ['in a realm of automatic login', { login: { mode: 'auto', user: 'alice' } }, []],
  ])('prints one %s', async (_, options, variables) => {
    const other = await freePort()
    const here = await createFragrant({ port: other, signing_alg: 'ES256', ...options })
    await here.listen()
    const environment = Object.fromEntries(variables.map((one) => one.split('=')))
    const { output, errors } = await runHere(['token', '--port', String(other)], { environment })
    await here.close()
    expect(errors).toBe('')
    expect(decodeJwt(output.trim())).toMatchObject({ sub: 'alice' })
  })

  it('says that a strict server wants a password', async () => {
    const other = await freePort()
    const strict = {
      mode: 'strict',
      signing_alg: 'ES256',
      users: [{ username: 'carol', password: 'tulip' }],
      clients: [{ client_id: 'spa', redirect_uris: ['http://localhost:4200/'] }],
    } satisfies FragrantOptions
    const here = await createFragrant({ ...strict, port: other })
    await here.listen()
    const argv = ['token', '--port', String(other), '--client', 'spa']
    const { errors } = await runHere(argv, { folder: folderOf(strict) })
    await here.close()
    expect(errors).toContain('The login page asks for a password')
  })
})
