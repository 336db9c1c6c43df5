import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseOptions } from '../../src/config/config.ts'
import { loadConfig } from '../../src/config/load.ts'
import { createServer, type Server } from '../../src/server.ts'
import { scratchFolder } from '../support/scratch-folder.ts'
import { createVisitor } from '../support/visitor.ts'

const open: Server[] = []
afterAll(() => Promise.all(open.map((server) => server.close())))

async function start(options: object = {}, configFile?: string): Promise<string> {
  const config = parseOptions({ port: 0, log: { level: 'silent' }, ...options })
  const server = await createServer(config, { configFile })
  open.push(server)
  return (await server.listen()).issuer
}

async function why(issuer: string, parameters: Readonly<Record<string, string>>) {
  const url = `${issuer}/authorize?${new URLSearchParams(parameters)}`
  const { status, page, body } = await createVisitor(issuer).open(url)
  expect(status).toBe(400)
  return { body, page, heading: /<h1>([^<]*)<\/h1>/.exec(body)?.[1] ?? '' }
}

const spa = {
  client_id: 'spa',
  client_name: 'Photo Book',
  redirect_uris: ['https://app.example/cb', 'http://localhost:5173/cb'],
  response_types: ['id_token token'],
}

describe('the "why" page, of an app that is not accepted', () => {
  let issuer: string
  beforeAll(async () => {
    issuer = await start()
  })

  it.each([
    ['http://localhost:4200/#/cb', 'must have no fragment (#)'],
    ['http://192.168.1.20:5173/cb', 'must use https: http is for loopback only'],
    ['http://host.docker.internal:3000/cb', 'must use https: http is for loopback only'],
    ['capacitor://localhost/cb', 'must use https, or http on loopback, or for a native app'],
    ['https://*.app.example/cb', 'must have no wildcard (*)'],
    ['https://app.example/cb', 'only loopback is accepted'],
  ])(
    'shows %s and what keeps it out, in the words of check-config (RFC 6749 §3.1.2)',
    async (uri, words) => {
      const { heading, page, body } = await why(issuer, {
        client_id: 'fresh',
        redirect_uri: uri,
        response_type: 'token',
      })
      expect(heading).toBe('Redirect URI cannot be accepted')
      expect(page.text('sent')).toBe(uri)
      expect(body).toContain(words)
    },
  )

  it('does not blame a client_id that is fine', async () => {
    const { page } = await why(issuer, { client_id: 'fresh', redirect_uri: 'http://10.0.0.1/' })
    expect(page.text('description')).toContain('plain address on loopback')
    expect(page.text('client')).toContain('fresh')
  })

  it('names all that is missing at once', async () => {
    const bare = await why(issuer, {})
    expect(bare.heading).toBe('client_id is missing')
    expect(bare.body).toContain('Also missing: redirect_uri, response_type.')
    const almost = await why(issuer, { client_id: 'fresh', response_type: 'token' })
    expect(almost.heading).toBe('redirect_uri is missing')
    expect(almost.body).not.toContain('Also missing')
  })

  it('says that our own address is nobody’s', async () => {
    const { heading, page } = await why(issuer, { client_id: 'own', redirect_uri: `${issuer}/cb` })
    expect(heading).toBe('Redirect URI leads to this server')
    expect(page.text('sent')).toBe(`${issuer}/cb`)
    expect(page.has('snippet')).toBe(false)
  })
})

describe('the "why" page, of a registered app', () => {
  const wrong = { client_id: 'spa', redirect_uri: 'http://localhost:5174/cb' }

  it('names the problem, and the app once', async () => {
    const { heading, page } = await why(await start({ clients: [spa] }), wrong)
    expect(heading).toBe('Redirect URI does not match')
    expect(page.text('client')).toMatch(/Photo Book\s+spa/)
    const nameless = await start({ clients: [{ ...spa, client_name: undefined }] })
    expect((await why(nameless, wrong)).page.text('client').match(/spa/g)).toHaveLength(1)
  })

  it('gives lines that keep what works, and says where they go', async () => {
    const { page, body } = await why(await start({ clients: [spa] }, 'fragrant.yaml'), wrong)
    expect(page.text('snippet-place')).toBe(
      'Put it into fragrant.yaml: the server takes it over by itself.',
    )
    expect(body).toContain('src="/assets/error.js"')
    const folder = scratchFolder()
    const lines = /<pre id="snippet"[^>]*>\n([\s\S]*?)<\/pre>/.exec(body)?.[1] ?? ''
    writeFileSync(join(folder, 'fragrant.yaml'), lines.replaceAll('&quot;', '"'))
    const { config } = loadConfig({ environment: {}, folder })
    expect(config.realms[0]?.clients.find(({ id }) => id === 'spa')?.redirectUris).toEqual([
      ...spa.redirect_uris,
      wrong.redirect_uri,
    ])
  })

  it('says to start again where no file is in force', async () => {
    const { page } = await why(await start({ clients: [spa] }), wrong)
    expect(page.text('snippet-place')).toContain('start the server again')
  })

  it('gives no lines in strict mode, and needs no script then', async () => {
    const { page, body, heading } = await why(
      await start({ mode: 'strict', clients: [spa], users: [{ username: 'u', password: 'p' }] }),
      { client_id: 'nobody', redirect_uri: 'https://app.example/cb' },
    )
    expect(heading).toBe('Unknown client')
    expect(page.has('snippet')).toBe(false)
    expect(body).not.toContain('<script')
  })
})
