import { Agent, request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type App, answerOf, createApp } from '../support/app.ts'
import { call, codeFor, forCode, newVerifier, redemption } from '../support/code-flow.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { userinfo } from '../support/tokens.ts'
import { createVisitor, type Visitor } from '../support/visitor.ts'

const rounds = 200
const uses = 100

let server: TestServer
let app: App
let visitor: Visitor
/** A connection for each use, kept, so that all of them arrive at the same moment. */
const agent = new Agent({ keepAlive: true, maxSockets: uses })

beforeAll(async () => {
  server = await startServer({ signing_alg: 'ES256', log: { level: 'error' } })
  app = createApp(server.issuer)
  visitor = createVisitor(server.issuer)
  await codeFor(app, visitor, newVerifier())
})
afterAll(async () => {
  agent.destroy()
  await server.close()
})

type Form = Readonly<Record<string, string | undefined>>

/** The form that redeems a new code of a user who has signed in and agreed. */
async function newRedemption(): Promise<Form> {
  const verifier = newVerifier()
  const asked = await app.ask(visitor, forCode(verifier, { prompt: 'none' }))
  return redemption(app, answerOf(asked).values.get('code') ?? '', verifier)
}

interface Answer {
  readonly status: number
  readonly body: Readonly<Record<string, string>>
}

const post = (body: string): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const sent = request(`${server.issuer}/token`, { method: 'POST', agent, headers }, (answer) => {
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', (chunk: string) => {
        text += chunk
      })
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: JSON.parse(text) }))
    })
    sent.on('error', reject)
    sent.end(body)
  })

/** What those uses got that got tokens; every other one is refused as it must be. */
async function given(form: Form): Promise<readonly Answer['body'][]> {
  const body = new URLSearchParams(form as Record<string, string>).toString()
  const answers = await Promise.all(Array.from({ length: uses }, () => post(body)))
  const refused = answers.filter(({ status }) => status !== 200)
  for (const { status, body } of refused) {
    expect([status, body['error']]).toEqual([400, 'invalid_grant'])
  }
  return answers.filter(({ status }) => status === 200).map(({ body }) => body)
}

describe('of a hundred requests at the same moment, over HTTP', () => {
  it('one gets tokens for a code, two hundred times in a row, and then loses them (RFC 6749 §4.1.2)', async () => {
    for (let round = 0; round < rounds; round += 1) {
      const [first, ...others] = await given(await newRedemption())
      expect(first?.['token_type']).toBe('Bearer')
      expect(others).toEqual([])
      if (round % 20 > 0) continue
      expect((await userinfo(server.issuer, first?.['access_token'])).status).toBe(401)
    }
  })

  it('one gets tokens for a refresh token, two hundred times in a row, and then loses them (RFC 9700 §4.14.2)', async () => {
    for (let round = 0; round < rounds; round += 1) {
      const { body } = await call(`${server.issuer}/token`, await newRedemption())
      const form = {
        ...{ grant_type: 'refresh_token', client_id: app.clientId },
        refresh_token: String(body['refresh_token']),
      }
      const [first, ...others] = await given(form)
      expect(first?.['token_type']).toBe('Bearer')
      expect(others).toEqual([])
      if (round % 20 > 0) continue
      expect((await userinfo(server.issuer, first?.['access_token'])).status).toBe(401)
    }
  })
})
