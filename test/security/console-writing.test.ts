import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { realmPaths } from '../../src/protocol/paths.ts'
import { filledIn, routesOf } from '../support/routes.ts'
import { startServer, type TestServer } from '../support/server.ts'

/** What the pages of the console stand below; a route that comes to one of them is tested with the rest. */
const sections = [
  ...[realmPaths.applications, realmPaths.newApplication, realmPaths.application],
  ...[realmPaths.people, realmPaths.person, realmPaths.activity],
]

const client = 'demo-web'
/** A form that would do something on any of the pages, were it ours. */
const fields = {
  ...{ name: 'Mallory', kind: 'single-page', callbacks: 'http://localhost:1/cb' },
  ...{ 'grant-code': 'on', decision: 'delete', username: 'mallory', client_id: 'mallory' },
}

let server: TestServer
let csrf: string

beforeAll(async () => {
  server = await startServer({ realms: { shop: {} } })
  const page = await (await fetch(`${server.issuer}${realmPaths.newApplication}`)).text()
  csrf = /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? ''
})
afterAll(() => server.close())

interface Shape {
  readonly who: string
  /** As it is written; `path` is of a route that writes. */
  head(path: string): readonly string[]
  readonly body?: Readonly<Record<string, string>>
  /** Undefined: what looks is answered; nothing is upgraded. */
  readonly status: number | undefined
}

const port = () => new URL(server.issuer).port
const host = () => `Host: ${new URL(server.issuer).host}`
const post = (path: string) => `POST ${path} HTTP/1.1`
const ofForm = 'Content-Type: application/x-www-form-urlencoded'
const own = () => ({ ...fields, csrf })

/** Twelve ways to reach a page that writes, of which ours alone works (CVE-2025-49596 and its like). */
const shapes = (): readonly Shape[] => [
  {
    who: 'a form of another page',
    head: (path) => [post(path), host(), ofForm, 'Origin: https://evil.example'],
    ...{ body: own(), status: 403 },
  },
  {
    who: 'a script that sends text without CORS',
    head: (path) => [post(path), host(), 'Content-Type: text/plain', 'Sec-Fetch-Site: cross-site'],
    ...{ body: own(), status: 415 },
  },
  {
    who: 'a form of another page that hides where it is from',
    head: (path) => [post(path), host(), ofForm, 'Origin: null', 'Sec-Fetch-Site: cross-site'],
    ...{ body: own(), status: 403 },
  },
  {
    who: 'a form of another port of this machine',
    head: (path) => [post(path), host(), ofForm, 'Sec-Fetch-Site: same-site'],
    ...{ body: own(), status: 403 },
  },
  {
    who: 'a WebSocket of a page',
    head: (path) => [
      ...[`GET ${path} HTTP/1.1`, host(), 'Origin: https://evil.example'],
      ...['Upgrade: websocket', 'Connection: Upgrade'],
    ],
    status: undefined,
  },
  {
    who: 'a name that was bound to this machine afterwards',
    head: (path) => [post(path), 'Host: evil.example', ofForm],
    ...{ body: own(), status: 421 },
  },
  {
    who: 'the address of all addresses',
    head: (path) => [post(path), `Host: 0.0.0.0:${port()}`, ofForm],
    ...{ body: own(), status: 421 },
  },
  {
    who: 'the same of IPv6',
    head: (path) => [post(path), `Host: [::]:${port()}`, ofForm],
    ...{ body: own(), status: 421 },
  },
  {
    who: 'a form without a token',
    head: (path) => [post(path), host(), ofForm],
    ...{ body: fields, status: 403 },
  },
  {
    who: 'a form with another token',
    head: (path) => [post(path), host(), ofForm],
    ...{ body: { ...fields, csrf: 'nope' }, status: 403 },
  },
  {
    who: 'the token in the query',
    head: (path) => [post(`${path}?csrf=${csrf}`), host(), ofForm],
    ...{ body: fields, status: 403 },
  },
]

/** One request as it is on the wire; answers the status. */
function raw(head: readonly string[], body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port()), '127.0.0.1')
    socket.setEncoding('latin1').on('error', reject)
    // the first line says all, and whoever asks for an upgrade keeps the connection open
    socket.once('data', (answer) => {
      resolve(Number(String(answer).split(' ')[1] ?? 0))
      socket.destroy()
    })
    socket.once('close', () => resolve(0))
    const close = head.some((line) => line.startsWith('Connection:')) ? [] : ['Connection: close']
    socket.write([...head, `Content-Length: ${body.length}`, ...close, '', body].join('\r\n'))
  })
}

async function isRefused({ who, head, body = {}, status }: Shape, path: string) {
  const got = await raw(head(path), new URLSearchParams(body).toString())
  return [who, status === undefined ? got > 101 : got === status || [path, got]]
}

const writing = (): readonly string[] =>
  routesOf(server.app)
    .filter(({ path, methods }) => {
      const below = path.replace(realmPrefix, '')
      return methods.includes('POST') && sections.some((section) => below.startsWith(section))
    })
    .map(({ path }) => filledIn(path, { realm: 'shop', id: client }))

const realmPrefix = /^\/realms\/:[^/]+/

const state = async () =>
  (
    await Promise.all(
      [realmPaths.applications, realmPaths.people].map((path) => fetch(`${server.issuer}${path}`)),
    )
  ).map(async (answer) => (await answer.text()).replaceAll(csrf, ''))

describe('the pages of the console that write', () => {
  it('are there', () => {
    expect(writing()).toContain(realmPaths.newApplication)
    expect(writing()).toContain(`${realmPaths.applications}/${client}`)
    expect(writing()).toContain(`${realmPaths.people}/${client}`)
  })

  it('do nothing for eleven who are not their own form', async () => {
    const before = await Promise.all(await state())
    const tries = writing().map(async (path) => [
      path,
      await Promise.all(shapes().map((shape) => isRefused(shape, path))),
    ])
    const refusals = shapes().map(({ who }) => [who, true])
    expect(await Promise.all(tries)).toEqual(writing().map((path) => [path, refusals]))
    expect(await Promise.all(await state())).toEqual(before)
  })

  it('do what their own form says', async () => {
    const path = `${realmPaths.applications}/${client}`
    const body = new URLSearchParams(own()).toString()
    expect(await raw([post(path), host(), ofForm, 'Sec-Fetch-Site: same-origin'], body)).toBe(303)
    expect(await (await fetch(`${server.issuer}${realmPaths.applications}`)).text()).not.toContain(
      client,
    )
  })
})
