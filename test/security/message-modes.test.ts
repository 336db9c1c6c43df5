import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp, decide, signIn } from '../support/app.ts'
import { attribute, elementsOf } from '../support/pages.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { createVisitor, type Visit } from '../support/visitor.ts'

const modes = ['web_message', 'okta_post_message'] as const

/** Where a client lives, who may frame the page that holds its answer, and who may read it. */
const homes: readonly (readonly [redirectUri: string, framedBy: string, readBy: string])[] = [
  ['https://app.example/cb?a=b', 'https://app.example', 'https://app.example'],
  ['http://localhost:3000/cb', 'http://localhost:3000', 'http://localhost:3000'],
]

/** A Content-Security-Policy could name no more of these than the scheme. */
const unnamed = ['http://[::1]:3000/cb', 'http://127.0.0.2:3000/cb', 'com.example.app:/cb']

const idOf = (at: number) => `client-${at}`

let server: TestServer
beforeAll(async () => {
  server = await startServer({
    loopback_clients: false,
    clients: [
      ...[...homes.map(([uri]) => uri), ...unnamed].map((redirectUri, at) => ({
        client_id: idOf(at),
        application_type: 'native' as const,
        redirect_uris: [redirectUri],
        response_types: ['id_token token' as const],
        response_modes: ['fragment' as const, ...modes],
      })),
      {
        client_id: 'usual',
        redirect_uris: ['https://app.example/cb'],
        response_types: ['id_token token'],
      },
    ],
  })
})
afterAll(() => server.close())

async function answered(clientId: string, redirectUri: string, mode: string): Promise<Visit> {
  const guest = createVisitor(server.issuer)
  const app = createApp(server.issuer, { clientId, redirectUri })
  const login = await app.ask(guest, { response_mode: mode })
  if (!login.page.has('login')) return login
  return decide(guest, await signIn(guest, login), 'allow')
}

describe.each(modes)('an answer by %s', (mode) => {
  it.each(homes)(
    'to %s is for that window alone (RFC 9700 §4.17)',
    async (redirectUri, framedBy, readBy) => {
      const clientId = idOf(homes.findIndex(([uri]) => uri === redirectUri))
      const { status, headers, body } = await answered(clientId, redirectUri, mode)
      expect(status).toBe(200)
      const policy = headers.get('content-security-policy') ?? ''
      expect(/frame-ancestors ([^;]*)/.exec(policy)?.[1]).toBe(framedBy)
      expect(policy).toContain("form-action 'none'")
      expect(headers.get('cache-control')).toBe('no-store')
      const form = elementsOf(body).find((one) => attribute(one, 'id') === 'web-message')
      expect(form && attribute(form, 'data-target-origin')).toBe(readBy)
    },
  )

  it.each(unnamed)(
    'does not go to %s, whose page every site of its scheme could frame (RFC 9700 §4.17)',
    async (redirectUri) => {
      const clientId = idOf(homes.length + unnamed.indexOf(redirectUri))
      const { location, page } = await answered(clientId, redirectUri, mode)
      expect(page.has('web-message')).toBe(false)
      expect(location?.hash).toContain('error=invalid_request')
    },
  )

  it('is not given to a client that has not registered it', async () => {
    const { location, page } = await answered('usual', 'https://app.example/cb', mode)
    expect(page.has('web-message')).toBe(false)
    expect(location?.hash).toContain('error=invalid_request')
  })
})
