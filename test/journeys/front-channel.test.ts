import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerOf, createApp, decide, goThrough } from '../support/app.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { readToken } from '../support/tokens.ts'
import { createVisitor } from '../support/visitor.ts'

const home = 'https://one.example/bye'

const client = (name: string, out?: string) => ({
  client_id: name,
  redirect_uris: [`https://${name}.example/cb`],
  post_logout_redirect_uris: [`https://${name}.example/bye`],
  response_types: ['id_token token' as const],
  ...(out !== undefined && { frontchannel_logout_uri: out }),
})

let server: TestServer
beforeAll(async () => {
  server = await startServer({
    clients: [
      client('one', 'https://one.example/out?a=b'),
      client('two', 'https://two.example/out'),
      client('three', 'https://three.example/out'),
      client('quiet'),
    ],
  })
})
afterAll(() => server.close())

/** Signs alice in to the apps of those names; answers her browser and the last ID Token. */
async function signedInTo(...names: readonly string[]) {
  const alice = createVisitor(server.issuer)
  let idToken = ''
  for (const [index, clientId] of names.entries()) {
    const app = createApp(server.issuer, {
      clientId,
      redirectUri: `https://${clientId}.example/cb`,
    })
    const changes = { prompt: index === 0 ? 'login consent' : 'consent' }
    const answer =
      index === 0 ? await goThrough(app, alice, { changes }) : await approved(app, alice)
    idToken = answer.values.get('id_token') ?? ''
  }
  const { claims } = await readToken(server.issuer, idToken)
  return { alice, idToken, sid: String(claims['sid']) }
}

async function approved(
  app: ReturnType<typeof createApp>,
  alice: ReturnType<typeof createVisitor>,
) {
  const asked = await app.ask(alice, { prompt: 'consent' })
  return answerOf(await decide(alice, asked, 'allow'))
}

const framesOf = (body: string) =>
  [...body.matchAll(/<iframe src="([^"]*)"/g)].map(([, src = '']) => src.replaceAll('&amp;', '&'))

const leave = (hint: string, back?: string) =>
  `${server.issuer}/logout?${new URLSearchParams({
    id_token_hint: hint,
    ...(back !== undefined && { post_logout_redirect_uri: back, state: 's' }),
  })}`

describe('a logout', () => {
  it('frames a page of each app that the session was used for, with iss and sid, then goes back (OIDC Front-Channel Logout §3)', async () => {
    const { alice, idToken, sid } = await signedInTo('two', 'quiet', 'one')
    const page = await alice.open(leave(idToken, home))
    expect(page.status).toBe(200)
    const told = `iss=${encodeURIComponent(server.issuer)}&sid=${sid}`
    expect(framesOf(page.body)).toEqual([
      `https://two.example/out?${told}`,
      `https://one.example/out?a=b&${told}`,
    ])
    const policy = page.headers.get('content-security-policy') ?? ''
    expect(/frame-src ([^;]*)/.exec(policy)?.[1]).toBe('https://two.example https://one.example')
    expect(policy).toContain("frame-ancestors 'none'")
    expect(page.body).toContain(`data-onward="${home}?state=s"`)
    expect(page.body).toContain(`href="${home}?state=s"`)
  })

  it('does the same once the user has confirmed it', async () => {
    const { alice } = await signedInTo('one')
    const asked = await alice.open(`${server.issuer}/logout`)
    const page = await alice.submit(asked, 'logout', 'logout-confirm')
    expect(framesOf(page.body)).toHaveLength(1)
    expect(page.body).not.toContain('data-onward')
  })

  it('redirects at once, and frames nothing, where no app wants to be told', async () => {
    const { alice, idToken } = await signedInTo('quiet')
    const gone = await alice.open(leave(idToken, 'https://quiet.example/bye'))
    expect(gone.status).toBe(303)
  })

  it('tells once, and nothing of an app that a session was not used for', async () => {
    const { alice, idToken } = await signedInTo('one')
    expect((await alice.open(leave(idToken))).body).not.toContain('two.example')
    expect(framesOf((await alice.open(leave(idToken))).body)).toEqual([])
  })

  it('tells the apps of a session that the same user went on with, and not those of another user', async () => {
    const { alice, idToken } = await signedInTo('one')
    const app = createApp(server.issuer, { clientId: 'two', redirectUri: 'https://two.example/cb' })
    await goThrough(app, alice, { changes: { prompt: 'login consent' } })
    expect(framesOf((await alice.open(leave(idToken))).body)).toHaveLength(2)
    const { alice: shared } = await signedInTo('one')
    const bob = await goThrough(app, shared, { changes: { prompt: 'login consent' }, user: 'bob' })
    const page = await shared.open(leave(bob.values.get('id_token') ?? ''))
    expect(framesOf(page.body).map((frame) => new URL(frame).origin)).toEqual([
      'https://two.example',
    ])
  })
})
