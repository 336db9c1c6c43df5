import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startFragrant, type TestServer } from '../../src/testing/index.ts'
import { startServer } from '../support/server.ts'
import { controlCall, token } from './interfaces.ts'

let idp: TestServer

beforeAll(async () => {
  idp = await startFragrant({ control_token: token })
})
afterAll(() => idp.stop())

const add = { method: 'POST', body: '{"username":"mallory"}' }
const json = { 'content-type': 'application/json' }
const bearer = { authorization: `Bearer ${token}` }
const users = '/_control/v1/realms/default/users'

/** One request as it is on the wire; answers the status. */
function raw(head: readonly string[], body = ''): Promise<number> {
  const { port } = new URL(idp.origin)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), '127.0.0.1')
    let text = ''
    socket.setEncoding('latin1').on('error', reject)
    socket.on('data', (part) => {
      text += part
    })
    socket.on('close', () => resolve(Number(text.split(' ')[1] ?? 0)))
    const length = `Content-Length: ${body.length}`
    socket.write([...head, length, 'Connection: close', '', body].join('\r\n'))
  })
}

const hostOf = () => new URL(idp.origin).host
const authorization = `Authorization: Bearer ${token}`
const ofJson = 'Content-Type: application/json'
const post = `POST ${users} HTTP/1.1`

/** What reaches a control API that should not (SECURITY: CVE-2025-49596 and its like). */
const shapes: readonly (readonly [string, () => Promise<number>, number])[] = [
  [
    'a form of a page',
    () =>
      raw(
        [post, `Host: ${hostOf()}`, 'Origin: https://evil.example', 'Content-Type: text/plain'],
        add.body,
      ),
    403,
  ],
  [
    'a script that sends text without CORS',
    () =>
      raw(
        [
          ...[post, `Host: ${hostOf()}`, authorization, 'Content-Type: text/plain'],
          'Sec-Fetch-Site: cross-site',
        ],
        add.body,
      ),
    403,
  ],
  [
    'an image of a page',
    () => raw([`GET ${users} HTTP/1.1`, `Host: ${hostOf()}`, 'Sec-Fetch-Site: cross-site']),
    403,
  ],
  [
    'a link that somebody follows',
    () => raw([`GET ${users} HTTP/1.1`, `Host: ${hostOf()}`, 'Sec-Fetch-Site: none']),
    401,
  ],
  [
    'a WebSocket of a page',
    () =>
      raw([
        ...[`GET ${users} HTTP/1.1`, `Host: ${hostOf()}`, authorization],
        ...['Origin: https://evil.example', 'Upgrade: websocket', 'Connection: Upgrade'],
      ]),
    403,
  ],
  [
    'a name that was bound to this machine afterwards',
    () => raw([post, 'Host: evil.example', authorization, ofJson], add.body),
    421,
  ],
  [
    'the address of all addresses',
    () => raw([post, `Host: 0.0.0.0:${new URL(idp.origin).port}`, authorization, ofJson], add.body),
    421,
  ],
  [
    'the same of IPv6',
    () => raw([post, `Host: [::]:${new URL(idp.origin).port}`, authorization, ofJson], add.body),
    421,
  ],
  ['no token', () => raw([post, `Host: ${hostOf()}`, ofJson], add.body), 401],
  [
    'another token',
    () => raw([post, `Host: ${hostOf()}`, 'Authorization: Bearer nope', ofJson], add.body),
    401,
  ],
  [
    'the token in the query',
    () => raw([`POST ${users}?token=${token} HTTP/1.1`, `Host: ${hostOf()}`, ofJson], add.body),
    401,
  ],
]

describe('the control API', () => {
  it.each(shapes)('refuses %s, and nothing is done', async (_, send, status) => {
    expect(await send()).toBe(status)
    expect((await idp.users.list()).map(({ username }) => username)).toEqual(['alice', 'bob'])
  })

  it('answers who brings its token, with JSON that nobody else may read or keep', async () => {
    const answer = await controlCall(idp, '/realms/default/users', { ...add, headers: json })
    expect(answer.status).toBe(201)
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.headers.has('access-control-allow-origin')).toBe(false)
    await idp.users.remove('mallory')
  })

  it('takes JSON alone', async () => {
    const asText = { ...add, headers: { 'content-type': 'text/plain' } }
    expect((await controlCall(idp, '/realms/default/users', asText)).status).toBe(415)
    // as curl sends it
    const asForm = { ...add, headers: { 'content-type': 'application/x-www-form-urlencoded' } }
    const refused = await controlCall(idp, '/realms/default/users', asForm)
    expect(refused.status).toBe(415)
    expect((await refused.json()).message).toContain('Content-Type: application/json')
    const broken = { method: 'POST', body: '{"username":', headers: json }
    const answer = await controlCall(idp, '/realms/default/users', broken)
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ message: 'The body is not JSON.' })
  })

  it('says which paths and methods it has', async () => {
    expect((await controlCall(idp, '/nothing')).status).toBe(404)
    const wrong = await controlCall(idp, '/realms/default/users', { method: 'DELETE' })
    expect(wrong.status).toBe(405)
    expect(wrong.headers.get('allow')).toBe('GET, POST')
    expect((await controlCall(idp, '/realms/nope/users')).status).toBe(404)
    expect((await controlCall(idp, '/realms/default/clock?x=1')).status).toBe(200)
  })

  it('is not there unless it is switched on, whatever is brought', async () => {
    const server = await startServer()
    const answer = await fetch(`${server.issuer}${users}`, { headers: bearer })
    expect(answer.status).toBe(404)
    await server.close()
  })

  it('tells the log of who was refused, and never the token', async () => {
    const server = await startServer({ control: true, control_token: token })
    await fetch(`${server.issuer}${users}`, { headers: { authorization: 'Bearer wrong-token' } })
    await fetch(`${server.issuer}${users}`, { headers: bearer })
    const told = server.log.map((line) => JSON.stringify(line)).join('\n')
    expect(told).toContain('"status":401')
    expect(told).not.toContain(token)
    expect(told).not.toContain('wrong-token')
    await server.close()
  })
})

describe('a realm that a test has made', () => {
  it('stays when the configuration is read again, and so do changes of the default one', async () => {
    const server = await startServer({ control: true, control_token: token })
    const at = (path: string, init: RequestInit = {}) =>
      fetch(`${server.issuer}/_control/v1${path}`, { ...init, headers: { ...bearer, ...json } })
    await at('/realms', { method: 'POST', body: '{"id":"mine"}' })
    await at('/realms/default/users', { method: 'POST', body: '{"username":"carol"}' })
    server.reload({ control: true, control_token: token, users: [{ username: 'zoe' }] })
    const names = async (realm: string) =>
      ((await (await at(`/realms/${realm}/users`)).json()) as { username: string }[]).map(
        ({ username }) => username,
      )
    expect(await names('default')).toEqual(['zoe', 'carol'])
    expect((await fetch(`${server.issuer}/realms/mine/.well-known/jwks.json`)).status).toBe(200)
    expect(await names('mine')).toEqual(['zoe'])
    await server.close()
  })
})
