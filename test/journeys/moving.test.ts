import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  answerChanges,
  movesFor,
  requestChanges,
  serverSteps,
} from '../../src/http/console/snippets/moves.ts'
import { answerOf, createApp } from '../support/app.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { createVisitor } from '../support/visitor.ts'

const guide = readFileSync(new URL('../../docs/moving-to-code.md', import.meta.url), 'utf8')

/** Text without what HTML makes of it. */
const plain = (text: string) => text.replaceAll(/\s+/g, ' ').trim()

describe.each(['local', 'strict'] as const)('the guide to code and PKCE, in %s mode', (mode) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startServer({
      mode,
      users: [{ username: 'carol', password: 'a password of hers' }],
      clients: [
        {
          client_id: 'shop',
          redirect_uris: ['http://localhost:5173/callback'],
          response_types: ['code'],
        },
      ],
      realms: { blue: {} },
    })
  })
  afterAll(() => server.close())

  it('is where the refusal of a token in the address says, in every realm', async () => {
    for (const issuer of [server.issuer, `${server.issuer}/realms/blue`]) {
      const app = createApp(issuer, {
        clientId: 'shop',
        redirectUri: 'http://localhost:5173/callback',
      })
      const { values } = answerOf(await app.ask(createVisitor(issuer)))
      expect(values.get('error')).toBe('unauthorized_client')
      const [address = ''] = /http\S+$/.exec(values.get('error_description') ?? '') ?? []
      const { status, body, page } = await createVisitor(server.issuer).open(address)
      expect([address, status]).toEqual([`${issuer}/moving-to-code`, 200])
      expect(page.text('oidc-client')).toContain(`authority: '${issuer}'`)
      for (const secret of ['shop', 'carol']) expect(body).not.toContain(secret)
    }
  })

  it('is linked from the start page', async () => {
    const { body } = await createVisitor(server.issuer).open(`${server.issuer}/realms/blue/`)
    expect(body).toContain('href="/realms/blue/moving-to-code"')
  })

  it('says on the page what the document says: each change of each library', async () => {
    const { body, page } = await createVisitor(server.issuer).open(
      `${server.issuer}/moving-to-code`,
    )
    expect(body).not.toContain('<script')
    const ids = ['oidc-client', 'angular-oauth2-oidc', 'angular-auth-oidc-client', 'keycloak-js']
    const moves = movesFor({
      issuer: server.issuer,
      clientId: 'my-app',
      redirectUri: 'http://localhost:5173/callback',
    })
    expect(moves.map(({ id }) => id)).toEqual([
      ...ids,
      ...['okta-auth-js', 'auth0-js', 'swagger-ui', 'plain-javascript'],
    ])
    for (const { id, options, note, before, after } of moves) {
      const shown = plain(page.text(id))
      const said = [note, before.code, after.code, ...options.flatMap(Object.values)]
      expect([id, said.filter((text) => !shown.includes(plain(text)))]).toEqual([id, []])
    }
    const changes = [requestChanges, answerChanges, ...moves.map(({ options }) => options)].flat()
    const rows = changes.map(({ what, implicit, code }) => `| ${what} | ${implicit} | ${code} |`)
    expect(rows.filter((row) => !guide.includes(row))).toEqual([])
    for (const step of serverSteps) expect(page.text('server-steps')).toContain(step)
  })
})
