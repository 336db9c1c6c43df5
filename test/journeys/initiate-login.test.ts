import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp, goThrough } from '../support/app.ts'
import { attribute } from '../support/markup.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { createVisitor } from '../support/visitor.ts'

const redirectUri = 'https://app.example/callback'
const client = (client_id: string, initiate_login_uri?: string) => ({
  client_id,
  redirect_uris: [redirectUri],
  response_types: ['id_token' as const],
  ...(initiate_login_uri !== undefined && { initiate_login_uri }),
})

let server: TestServer
beforeAll(async () => {
  server = await startServer({
    clients: [
      client('told', 'https://app.example/login?from=a+b'),
      client('on-loopback', 'http://localhost:5173/login'),
      client('quiet'),
    ],
  })
})
afterAll(() => server.close())

/** Where the account page sends a user who has let these apps in, the last one first. */
async function linksAfter(...clientIds: readonly string[]): Promise<readonly unknown[]> {
  const alice = createVisitor(server.issuer)
  const { issuer } = server
  for (const clientId of clientIds) {
    await goThrough(createApp(issuer, { clientId, redirectUri }), alice, {
      changes: { response_type: 'id_token', prompt: 'login consent' },
    })
  }
  const { page } = await alice.open(`${issuer}/account`)
  return clientIds.map((_, index) => {
    const link = page.element(`sign-in-${index + 1}`)
    return link && attribute(link, 'href')
  })
}

describe('an app with an initiate_login_uri (OIDC Core §4)', () => {
  it('is where the account page sends its users to sign in, with our issuer', async () => {
    const iss = encodeURIComponent(server.issuer)
    expect(await linksAfter('told', 'on-loopback', 'quiet')).toEqual([
      undefined,
      `http://localhost:5173/login?iss=${iss}`,
      `https://app.example/login?from=a+b&iss=${iss}`,
    ])
  })

  const register = (initiate_login_uri: unknown) =>
    fetch(`${server.issuer}/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ redirect_uris: [redirectUri], initiate_login_uri }),
    })

  it('is told it when it registers itself, and when it asks again', async () => {
    const uri = 'https://app.example/login'
    const answer = await register(uri)
    const told = (await answer.json()) as Readonly<Record<string, string>>
    expect([answer.status, told['initiate_login_uri']]).toEqual([201, uri])
    const again = await fetch(String(told['registration_client_uri']), {
      headers: { authorization: `Bearer ${told['registration_access_token']}` },
    })
    expect(await again.json()).toMatchObject({ initiate_login_uri: uri })
  })

  it.each([
    ['http://app.example/login', 'https'],
    ['http://localhost:5173/login', 'https'],
    ['com.example.app:/login', 'https'],
    ['https://app.example/login#here', 'fragment'],
    ['https://app.example/login?iss=https://evil.example', 'query'],
    ['https://app.example/login?login_hint=bob', 'login_hint'],
    ['login', 'absolute'],
    [7, 'absolute'],
  ])('cannot register %s: it is about %s (OIDC Registration §2)', async (uri, about) => {
    const answer = await register(uri)
    expect(answer.status).toBe(400)
    const { error, error_description } = (await answer.json()) as Readonly<Record<string, string>>
    expect([error, error_description]).toEqual([
      'invalid_client_metadata',
      expect.stringContaining(about),
    ])
  })
})
