import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PresetName } from '../../src/protocol/provider/presets.ts'
import { isInstalled, type RunningServer, run, serve } from '../resource-servers/process.ts'
import { freePort } from '../support/free-port.ts'
import { startServer, type TestServer } from '../support/server.ts'

/** The registrations of the app, and whom it knows alice as by each. */
const registrations: Readonly<Partial<Record<PresetName, object>>> = {
  google: { name: 'alice', claims: { name: 'Alice Rosa Liddell', azp: 'google-client-id' } },
  okta: { name: 'alice', claims: { email: 'alice@people.example', ver: 1 } },
  keycloak: { name: 'alice', idToken: { typ: 'ID', preferred_username: 'alice' } },
  auth0: { name: 'alice', idToken: { email: 'alice@people.example' } },
  cognito: { name: 'alice', idToken: { token_use: 'id', 'cognito:username': 'alice' } },
  entra: { name: 'alice', idToken: { ver: '2.0', oid: 'alice' } },
}

const names = Object.keys(registrations) as PresetName[]

async function serverFor(preset: PresetName, port: number): Promise<TestServer> {
  const client = {
    client_id: `${preset}-client-id`,
    redirect_uris: [`http://localhost:${port}/login/oauth2/code/${preset}`],
    response_types: ['code' as const],
  }
  const secret = { client_secret: 'a-secret-of-the-web-app', require_pkce: false }
  return startServer({
    ...{ preset, login: { mode: 'auto', user: 'alice' }, consent: 'auto' },
    clients: [preset === 'entra' ? client : { ...client, ...secret }],
  })
}

const cookieOf = (answer: Response) => answer.headers.get('set-cookie')?.split(';')[0] ?? ''

/** Where a request is sent on to. */
async function sentOn(url: string, cookie = '') {
  const answer = await fetch(url, { redirect: 'manual', headers: { cookie } })
  return { location: answer.headers.get('location') ?? '', cookie: cookieOf(answer) }
}

function tests() {
  const servers = new Map<PresetName, TestServer>()
  let web: RunningServer | undefined
  let folder: string | undefined

  beforeAll(async () => {
    const own = mkdtempSync(join(tmpdir(), 'fragrant-spring-'))
    folder = own
    cpSync(join('test', 'relying-parties', 'spring'), own, { recursive: true })
    await run(own, 'mvn', '-q', '-B', '-ntp', 'package')
    const port = await freePort()
    for (const name of names) servers.set(name, await serverFor(name, port))
    const hosts = [...servers].map(([name, { issuer }]) => [`${name.toUpperCase()}_HOST`, issuer])
    const command = {
      command: 'java',
      args: ['-Xmx256m', '-XX:TieredStopAtLevel=1', '-jar', 'target/web.jar'],
      env: { SERVER_PORT: `${port}`, SERVER_ADDRESS: 'localhost', ...Object.fromEntries(hosts) },
    }
    web = await serve(own, () => command, port)
  })
  afterAll(async () => {
    await web?.stop()
    await Promise.all([...servers.values()].map((server) => server.close()))
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
  })

  it.each(names)(
    'signs its user in by the registration %s, and reads who they are',
    async (name) => {
      const home = web?.url ?? ''
      const start = await sentOn(`${home}oauth2/authorization/${name}`)
      expect(start.location.startsWith(servers.get(name)?.issuer ?? 'none')).toBe(true)
      const { location: landing } = await sentOn(start.location)
      const back = await sentOn(landing, start.cookie)
      expect(new URL(back.location, home).pathname).toBe('/')
      const shown = await fetch(home, { headers: { cookie: back.cookie } })
      expect(await shown.json()).toMatchObject(registrations[name] ?? {})
    },
  )

  it('signs nobody in whose code is not of this login (RFC 9700 §4.5)', async () => {
    const home = web?.url ?? ''
    const start = await sentOn(`${home}oauth2/authorization/okta`)
    const { searchParams } = new URL(start.location)
    const forged = new URLSearchParams({
      code: 'of-another',
      state: searchParams.get('state') ?? '',
    })
    const back = await sentOn(`${home}login/oauth2/code/okta?${forged}`, start.cookie)
    expect(new URL(back.location, home).search).toBe('?error')
  })
}

const missing = ['mvn', 'java'].filter((command) => !isInstalled(command))

describe('A web app on Spring Security 6, with the hosts of its providers replaced', () => {
  if (missing.length === 0) return tests()
  const needs = `needs ${missing.join(' and ')}, not installed here`
  return it.skipIf(process.env['CI'] !== 'true')(needs, () => expect(missing).toEqual([]))
})
