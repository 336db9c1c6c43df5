import { connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import type { FragrantOptions } from '../../src/index.ts'
import { realmPaths, serverPaths } from '../../src/protocol/paths.ts'
import { filledIn, routesOf } from '../support/routes.ts'
import { startServer, type TestServer } from '../support/server.ts'

/** What takes a POST and is no page of the console: a route that is none of these is one, and tested. */
const others = [
  ...['/token', '/userinfo', '/register', '/par', '/introspect', '/revoke', '/authorize'],
  ...['/login', '/choose-account', '/consent', '/logout', '/account', '/account/login'],
  // the answer to an app, which the browser posts from here as from anywhere
  ...['/playground/callback', '/oauth/token', '/oauth/revoke'],
]

const client = 'demo-web'
/** A form that would do something on any of the pages, were it ours. */
const fields = {
  ...{ name: 'Mallory', kind: 'single-page', callbacks: 'http://localhost:1/cb' },
  ...{ 'grant-code': 'on', decision: 'delete', username: 'mallory', client_id: 'mallory' },
}

let server: TestServer
let csrf: string

afterEach(() => server.close())

/** Its pages are open to this machine, or stand behind a login, which is a page of its own. */
const open = { control: true, control_token: 'a-token-that-only-tests-have', realms: { shop: {} } }
const gated = { console_password: 'open sesame', realms: { shop: {} } }

async function start(options: FragrantOptions): Promise<void> {
  server = await startServer(options)
  const form = options.console_password === undefined ? realmPaths.newApplication : logIn
  const page = await (await fetch(`${server.issuer}${form}`)).text()
  csrf = /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? ''
}

const logIn = realmPaths.consoleLogIn

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

/** The routes that take a POST, below their realm. */
const posts = (): readonly string[] =>
  routesOf(server.app)
    .filter(({ methods }) => methods.includes('POST'))
    .map(({ path }) => path)
    .filter((path) => path !== '/*' && !path.startsWith(serverPaths.control))

const isOther = (path: string): boolean =>
  others.includes(path.replace(realmPrefix, '').replace(/\/:id$/, ''))

const writing = (): readonly string[] =>
  posts()
    .filter((path) => !isOther(path))
    .map((path) => filledIn(path, { realm: 'shop', id: client }))

const realmPrefix = /^\/realms\/:[^/]+/

const state = async () =>
  (
    await Promise.all(
      [realmPaths.applications, realmPaths.people].map((path) => fetch(`${server.issuer}${path}`)),
    )
  ).map(async (answer) => (await answer.text()).replaceAll(csrf, ''))

const refusals = () => shapes().map(({ who }) => [who, true])

const triesOf = (paths: readonly string[]) =>
  Promise.all(
    paths.map(async (path) => [
      path,
      await Promise.all(shapes().map((shape) => isRefused(shape, path))),
    ]),
  )

describe('the pages of the console that write', () => {
  it('are there, in every realm, and nothing else takes a POST that is not known', async () => {
    await start(open)
    const { newApplication, applications, people, scenarios } = realmPaths
    const known = [newApplication, `${applications}/${client}`, people, `${people}/${client}`]
    const named = [...known, scenarios, realmPaths.application, realmPaths.person]
    const all = [...named, ...named.map((path) => `/realms/shop${path}`)]
    expect([...writing()].sort()).toEqual(all.sort())
  })

  it('do nothing for eleven who are not their own form', async () => {
    await start(open)
    const before = await Promise.all(await state())
    expect(await triesOf(writing())).toEqual(writing().map((path) => [path, refusals()]))
    expect(await Promise.all(await state())).toEqual(before)
  })

  it('have a login that does nothing for them either', async () => {
    await start(gated)
    const paths = writing().filter((path) => path.endsWith(logIn))
    expect(paths).toHaveLength(2)
    expect(await triesOf(paths)).toEqual(paths.map((path) => [path, refusals()]))
  })

  it('do what their own form says', async () => {
    await start(open)
    const path = `${realmPaths.applications}/${client}`
    const body = new URLSearchParams(own()).toString()
    expect(await raw([post(path), host(), ofForm, 'Sec-Fetch-Site: same-origin'], body)).toBe(303)
    expect(await (await fetch(`${server.issuer}${realmPaths.applications}`)).text()).not.toContain(
      client,
    )
  })
})

describe('what happens, while it happens,', () => {
  const get = (...lines: readonly string[]) =>
    raw([`GET ${realmPaths.activityLive} HTTP/1.1`, ...lines], '')

  it('is told to a page of ours and to no other', async () => {
    await start(open)
    expect(await get(host())).toBe(200)
    expect(await get(host(), 'Sec-Fetch-Site: same-origin')).toBe(200)
    for (const header of [
      'Sec-Fetch-Site: cross-site',
      'Sec-Fetch-Site: same-site',
      'Origin: https://evil.example',
      `Origin: http://localhost:${Number(port()) + 1}`,
    ]) {
      expect([header, await get(host(), header)]).toEqual([header, 404])
    }
    for (const name of ['evil.example', `0.0.0.0:${port()}`]) {
      expect([name, await get(`Host: ${name}`)]).toEqual([name, 421])
    }
  })

  it('is told to nobody who has not signed in, where there is a login', async () => {
    await start(gated)
    expect(await get(host())).toBe(303)
  })
})
