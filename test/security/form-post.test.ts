import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp, decide, signIn } from '../support/app.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { createVisitor, type Visit } from '../support/visitor.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer({
    clients: [
      {
        client_id: 'registered',
        redirect_uris: ['http://localhost:3000/cb'],
        response_types: ['id_token token'],
        response_modes: ['fragment', 'form_post'],
      },
    ],
  })
})
afterAll(() => server.close())

const mode = { response_mode: 'form_post' }
const silent = { ...mode, prompt: 'none' }

/** Whether the page of an answer has the script that posts it, and may run one at all. */
function postsByItself({ page, body, headers }: Visit): boolean {
  expect(page.has('form-post-submit')).toBe(true)
  const mayRun = headers.get('content-security-policy')?.includes('script-src') ?? false
  expect(mayRun).toBe(body.includes('form-post.js'))
  return mayRun
}

describe('an answer by form_post to an app that nobody has registered', () => {
  it('is posted by no script before a user has approved that very address (RFC 9700 §4.11.2)', async () => {
    const target = 'http://localhost:9472/api/delete?id=1'
    const app = createApp(server.issuer, { redirectUri: target })
    expect(postsByItself(await app.ask(createVisitor(server.issuer), silent))).toBe(false)
    const wrong = { ...mode, nonce: undefined }
    expect(postsByItself(await app.askByPost(createVisitor(server.issuer), wrong))).toBe(false)
    const alice = createVisitor(server.issuer)
    const denied = await decide(alice, await signIn(alice, await app.ask(alice, mode)), 'deny')
    expect(postsByItself(denied)).toBe(false)
  })

  it('is posted by itself to the address that a user has approved, and to no other', async () => {
    const app = createApp(server.issuer, { redirectUri: 'http://localhost:3001/cb' })
    const alice = createVisitor(server.issuer)
    const allowed = await decide(alice, await signIn(alice, await app.ask(alice, mode)), 'allow')
    expect(postsByItself(allowed)).toBe(true)
    expect(postsByItself(await app.ask(alice, silent))).toBe(true)
    expect(postsByItself(await app.ask(createVisitor(server.issuer), silent))).toBe(true)
    const elsewhere = { ...silent, redirect_uri: 'http://localhost:3001/api/delete' }
    expect(postsByItself(await app.ask(alice, elsewhere))).toBe(false)
  })
})

describe('an answer by form_post to a registered client', () => {
  it('is posted by itself, an error too (OAuth Form Post §2)', async () => {
    const redirectUri = 'http://localhost:3000/cb'
    const app = createApp(server.issuer, { clientId: 'registered', redirectUri })
    expect(postsByItself(await app.ask(createVisitor(server.issuer), silent))).toBe(true)
  })
})
