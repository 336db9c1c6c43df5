import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadConfig } from '../../src/config/load.ts'
import type { FragrantOptions } from '../../src/index.ts'
import { createServer } from '../../src/server.ts'
import { scratchFolder } from '../support/scratch-folder.ts'
import { startServer } from '../support/server.ts'
import { createVisitor, type Visit } from '../support/visitor.ts'

const strict: FragrantOptions = {
  mode: 'strict',
  users: [{ username: 'carol', password: 'a password of hers' }],
  clients: [{ client_id: 'shop', redirect_uris: ['http://localhost:5173/callback'] }],
  realms: { blue: {} },
}

describe('the start page', () => {
  async function withServer(
    options: FragrantOptions,
    look: (open: (path: string) => Promise<Visit>) => unknown,
  ) {
    const server = await startServer(options, { configFile: 'team.yaml' })
    const visitor = createVisitor(server.issuer)
    try {
      await look((path) => visitor.open(server.issuer + path))
    } finally {
      await server.close()
    }
  }

  it('writes the address of the app of a developer into every snippet that has one', () =>
    withServer({}, async (open) => {
      const { page } = await open('/?app=4200')
      for (const list of ['snippets', 'implicit-snippets']) {
        const text = page.text(list)
        expect(text).toContain("redirect_uri: 'http://localhost:4200/callback'")
        expect(text).toContain("post_logout_redirect_uri: 'http://localhost:4200/'")
        expect(text).not.toContain('5173')
      }
      const snippets = page.text('implicit-snippets')
      expect(snippets).toContain("silent_redirect_uri: 'http://localhost:4200/silent.html'")
      expect(snippets).toContain('signinSilentCallback()')
      expect(page.form('app-form').fields.get('app')).toBe('http://localhost:4200')
    }))

  it('says when what was typed is no address, and keeps it', () =>
    withServer({}, async (open) => {
      for (const typed of ['two words', 'javascript:alert(1)', '"><script>alert(1)</script>']) {
        const { page, status } = await open(`/?app=${encodeURIComponent(typed)}`)
        expect(status).toBe(200)
        expect(page.text('app-hint')).toContain('no web address')
        expect(page.form('app-form').fields.get('app')).toBe(typed)
        expect(page.text('snippets')).toContain('http://localhost:5173/callback')
      }
      expect((await open('/?app=1&app=2')).page.text('snippets')).toContain('5173')
    }))

  it('names the realms with the way to each, the configuration file and the health check', () =>
    withServer({ realms: { blue: {} } }, async (open) => {
      const { page, body } = await open('/realms/blue/')
      expect(page.text('realms')).toBe('Realmsdefaultblue this one')
      expect(body).toContain('href="/realms/blue/" aria-current="page"')
      expect(page.text('configuration')).toContain('team.yaml')
      expect(page.text('health-state')).toMatch(/^Healthy It answers/)
      expect(page.has('health')).toBe(true)
      expect((await open('/realms/blue/login/x')).body).toContain('id="home" href="/realms/blue/"')
      expect((await open('/realms/none/x')).body).toContain('id="home" href="/"')
    }))

  it('tells the five exchanges that were the last, and where all of them are', () =>
    withServer({ realms: { blue: {} } }, async (open) => {
      for (let each = 0; each < 7; each += 1) await open('/realms/blue/authorize?client_id=spa')
      const { body, page } = await open('/realms/blue/')
      expect([...body.matchAll(/data-id="([^"]*)"/g)].map(([, id]) => id)).toEqual([
        ...['x7', 'x6', 'x5', 'x4', 'x3'],
      ])
      expect(page.text('recent')).toContain('refused: must send')
      expect(body).toContain('id="all-activity" href="/realms/blue/activity"')
      expect((await open('/')).page.text('recent')).toBe('')
    }))

  it('tells nothing of it where there is no console', () =>
    withServer({ console: false }, async (open) => {
      await open('/authorize?client_id=spa')
      expect((await open('/')).page.has('recent')).toBe(false)
    }))

  it('shows the password of a user whose name it is, and no other', () =>
    withServer(
      {
        users: [
          { username: 'carol', password: 'carol' },
          { username: 'dave', password: 'a password of his' },
          { username: 'erin' },
        ],
      },
      async (open) => {
        const { page, body } = await open('/')
        const users = page.text('users')
        expect(users).toContain('password carol')
        expect(users.match(/password not shown/g)).toHaveLength(2)
        expect(body).not.toContain('a password of his')
      },
    ))

  it('names no realm, user, client or file in strict mode, nor says that it does not', () =>
    withServer(strict, async (open) => {
      const { page, body } = await open('/')
      for (const secret of ['blue', 'carol', 'shop', 'team.yaml', 'Not shown']) {
        expect(body).not.toContain(secret)
      }
      for (const id of ['users', 'clients', 'realms', 'configuration']) {
        expect(page.has(id)).toBe(false)
      }
      expect(page.has('endpoints')).toBe(true)
    }))
})

describe('the configuration file on the start page', () => {
  it('is told with what it sets, what waits for a restart, and whether it is still in force', async () => {
    const folder = scratchFolder()
    const write = (text: string) => writeFileSync(join(folder, 'fragrant.yaml'), text)
    const read = () => loadConfig({ environment: { FRAGRANT_PORT: '0' }, folder })
    write('log: { level: silent }\nusers:\n  - { username: carol, password: x }\n')
    const { config, file } = read()
    const server = await createServer(config, { configFile: file })
    const { issuer } = await server.listen()
    const look = async () => (await createVisitor(issuer).open(`${issuer}/`)).page
    const first = await look()
    expect(first.text('file-sets')).toContain('It sets log, users.')
    expect(first.text('file-reload')).toBe('It is read again whenever it is written.')
    expect(first.has('file-waiting')).toBe(false)

    write('log: { level: silent }\nshutdown_grace: 3\n')
    server.reload(read().config)
    const second = await look()
    expect(second.text('file-sets')).toContain('It sets log, shutdown_grace.')
    expect(second.text('file-waiting')).toContain('shutdown_grace')

    server.reload(undefined)
    expect((await look()).text('file-stale')).toContain('what it said before is in force')
    await server.close()
  })
})
