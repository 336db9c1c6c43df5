import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerOf, createApp, decide, signIn } from '../support/app.ts'
import { redirectCorpus } from '../support/corpus.ts'
import { attribute, elementsOf } from '../support/pages.ts'
import {
  createRawClient,
  encodeParameters,
  type RawAnswer,
  type RawClient,
  requestBytes,
} from '../support/raw-http.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { createVisitor } from '../support/visitor.ts'

const registered = ['https://app.example.com/cb', 'http://localhost:3000/callback']

let server: TestServer
let client: RawClient
let hint: string
let cookie: string

beforeAll(async () => {
  server = await startServer({
    clients: [
      {
        client_id: 'spa',
        redirect_uris: registered,
        post_logout_redirect_uris: registered,
        response_types: ['id_token token'],
      },
      {
        client_id: 'native',
        application_type: 'native',
        redirect_uris: ['http://127.0.0.1/cb'],
        post_logout_redirect_uris: ['http://127.0.0.1/cb'],
      },
    ],
  })
  client = createRawClient(Number(new URL(server.issuer).port))
  const alice = createVisitor(server.issuer)
  const app = createApp(server.issuer, { clientId: 'spa', redirectUri: registered[0] ?? '' })
  const consent = await signIn(alice, await app.ask(alice))
  hint = answerOf(await decide(alice, consent, 'allow')).values.get('id_token') ?? ''
  cookie = [...alice.cookies].map((pair) => pair.join('=')).join('; ')
})
afterAll(async () => {
  client.close()
  await server.close()
})

/** What a request brings besides its address: the first two go back by themselves if it is right. */
const vectors = {
  'with a hint, nobody signed in': () => ({ pairs: [['id_token_hint', hint]], cookie: undefined }),
  'with a hint and a client, nobody signed in': () => ({
    pairs: [
      ['id_token_hint', hint],
      ['client_id', 'spa'],
    ],
    cookie: undefined,
  }),
  'with a client, nobody signed in': () => ({ pairs: [['client_id', 'spa']], cookie: undefined }),
  'with a client, alice signed in': () => ({ pairs: [['client_id', 'spa']], cookie }),
  'with nothing, alice signed in': () => ({ pairs: [['state', 'x']], cookie }),
} satisfies Record<string, () => { pairs: [string, string][]; cookie: string | undefined }>

type Vector = keyof typeof vectors

async function leave(method: 'GET' | 'POST', vector: Vector, wire: string): Promise<RawAnswer> {
  const { pairs, cookie: sent } = vectors[vector]()
  const text = `${encodeParameters(pairs)}&post_logout_redirect_uri=${wire}`
  const { host } = client
  return client.send(
    method === 'GET'
      ? requestBytes({ host, cookie: sent, target: `/logout?${text}` })
      : requestBytes({ host, cookie: sent, method, target: '/logout', body: text }),
  )
}

/** Where the answer would take the browser: by itself, by a form, or by a link. */
function leadsTo(answer: RawAnswer): readonly string[] {
  const location = answer.header('location')
  const targets = elementsOf(answer.body).flatMap((element) =>
    ['href', 'action', 'src', 'content'].flatMap((name) => attribute(element, name) ?? []),
  )
  const own =
    /^\/(?![/\\])|^https:\/\/www\.rfc-editor\.org\/|^https:\/\/openid\.net\/|^width=|^noindex$/
  return [...(location === undefined ? [] : [location]), ...targets].filter(
    (target) => !own.test(target),
  )
}

async function strayIn(wire: string): Promise<readonly string[]> {
  const tries = (Object.keys(vectors) as Vector[]).flatMap((vector) =>
    (['GET', 'POST'] as const).map(async (method) => {
      const answer = await leave(method, vector, wire)
      const faults = [...leadsTo(answer), ...(answer.status < 500 ? [] : [`${answer.status}`])]
      return faults.map((fault) => `${method} ${vector}: ${fault}`)
    }),
  )
  return (await Promise.all(tries)).flat()
}

describe('a post_logout_redirect_uri that is not registered leads nowhere (OIDC RP-Initiated Logout §4)', () => {
  it.each(redirectCorpus.entries)('$id: $why', async ({ value = '', wire }) => {
    const text = wire?.replaceAll('redirect_uri=', 'post_logout_redirect_uri=')
    expect(
      await strayIn(text ?? encodeURIComponent(value.replace('{{issuer}}', server.issuer))),
    ).toEqual([])
  })

  it('by the names that auth0-js has for it, neither', async () => {
    const { host } = client
    const stray: string[] = []
    for (const { value = '', wire } of redirectCorpus.entries) {
      const text = wire?.replaceAll('redirect_uri=', 'returnTo=') ?? encodeURIComponent(value)
      for (const sent of [undefined, cookie]) {
        const target = `/v2/logout?client_id=spa&returnTo=${text}`
        const answer = await client.send(requestBytes({ host, cookie: sent, target }))
        stray.push(...leadsTo(answer), ...(answer.status < 500 ? [] : [target]))
      }
    }
    expect(stray).toEqual([])
  })

  it('not even to another port of a native client on loopback (OIDC RP-Initiated Logout §3.1)', async () => {
    const text = encodeParameters([
      ['client_id', 'native'],
      ['post_logout_redirect_uri', 'http://127.0.0.1:3000/cb'],
    ])
    const { host } = client
    const answer = await client.send(requestBytes({ host, target: `/logout?${text}` }))
    expect([answer.status, leadsTo(answer)]).toEqual([400, []])
  })

  it('and one that is registered is gone to, by itself only with a hint', async () => {
    for (const uri of registered) {
      const wire = encodeURIComponent(uri)
      const gone = leadsTo(await leave('GET', 'with a hint, nobody signed in', wire))
      // The empty fragment keeps another one out.
      expect(gone).toEqual([`${uri}#`])
      const offered = await leave('GET', 'with a client, nobody signed in', wire)
      expect([offered.status, offered.header('location'), leadsTo(offered)]).toEqual([
        200,
        undefined,
        [uri],
      ])
      expect(leadsTo(await leave('GET', 'with nothing, alice signed in', wire))).toEqual([])
    }
  })
})
