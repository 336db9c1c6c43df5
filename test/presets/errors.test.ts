import { afterEach, describe, expect, it } from 'vitest'
import { rulesFiles } from '../../docs/generate/rules.ts'
import type { FragrantOptions } from '../../src/index.ts'
import type { Preset } from '../../src/protocol/provider/preset.ts'
import { type PresetName, presetNames, presets } from '../../src/protocol/provider/presets.ts'
import { startFragrant } from '../../src/testing/index.ts'
import { answerOf } from '../support/app.ts'
import { call } from '../support/code-flow.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { createVisitor } from '../support/visitor.ts'
import { discover, getJson } from './provider.ts'

let server: TestServer | undefined
afterEach(() => server?.close())

const redirect_uri = 'https://app.example/cb'
const client = {
  ...{ client_id: 'web', client_secret: 'a-secret-of-the-web-app', redirect_uris: [redirect_uri] },
  ...{ response_types: ['code' as const], require_pkce: false },
}

async function endpointsOf(preset: PresetName, options: FragrantOptions = {}) {
  server = await startServer({ preset, clients: [client], ...options })
  const { body } = await getJson(`${server.issuer}/.well-known/openid-configuration`)
  return discover(String(body['issuer']))
}

/** What a token request for an unknown code is told. */
async function refusedCode(preset: PresetName, changes: Record<string, string> = {}) {
  const document = await endpointsOf(preset)
  const { status, body } = await call(document['token_endpoint'] ?? '', {
    ...{ grant_type: 'authorization_code', code: 'of-nobody', redirect_uri },
    ...{ client_id: client.client_id, client_secret: client.client_secret, ...changes },
  })
  return { status, body }
}

/** What an app is told that asks without a page while nobody is signed in. */
async function silently(preset: PresetName): Promise<string | undefined> {
  const document = await endpointsOf(preset)
  const query = new URLSearchParams({
    ...{ response_type: 'code', client_id: 'web', redirect_uri, scope: 'openid', prompt: 'none' },
  })
  const url = `${document['authorization_endpoint']}?${query}`
  const { values } = answerOf(await createVisitor(server?.issuer ?? '').open(url))
  expect(values.get('error')).toBe('login_required')
  return values.get('error_description')
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

describe('A refusal under a preset', () => {
  it('has the number and the members of Entra ID', async () => {
    const { status, body } = await refusedCode('entra')
    expect(status).toBe(400)
    expect(body).toMatchObject({
      error: 'invalid_grant',
      error_codes: [70008],
      error_uri: 'https://login.microsoftonline.com/error?code=70008',
      trace_id: expect.stringMatching(uuid),
      correlation_id: expect.stringMatching(uuid),
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/),
    })
    const { trace_id, correlation_id, timestamp } = body
    expect(body['error_description']).toMatch(/^AADSTS70008: /)
    expect(String(body['error_description'])).toContain(
      ` Trace ID: ${trace_id} Correlation ID: ${correlation_id} Timestamp: ${timestamp}`,
    )
  })

  it('has the number of a wrong secret, of an unknown client and of another redirect_uri', async () => {
    const numberOf = async (changes: Record<string, string>) =>
      (await refusedCode('entra', changes)).body['error_codes']
    expect(await numberOf({ client_secret: 'wrong' })).toEqual([7000215])
    expect(await numberOf({ client_id: 'nobody' })).toEqual([700016])
    expect(await numberOf({ grant_type: 'password' })).toEqual([70003])
  })

  it('is said in our words, without members, where no row names it', async () => {
    const document = await endpointsOf('entra')
    const { body } = await call(`${document['token_endpoint']}?scope=openid`, { grant_type: 'x' })
    expect(body).toEqual({
      error: 'invalid_request',
      error_description: 'The request must send its parameters in the body, none in the query.',
    })
  })

  it('is the error alone at the token endpoint of Cognito, and at no other', async () => {
    expect((await refusedCode('cognito')).body).toEqual({ error: 'invalid_grant' })
    const token = 'a-token-of-nobody'
    const { status, body } = await getJson(`${server?.issuer}/oauth2/userInfo`, token)
    expect([status, body['error']]).toEqual([401, 'invalid_token'])
    expect(body['error_description']).toMatch(/^Access token is expired, disabled/)
  })

  it.each([
    ['auth0', 'Invalid authorization code'],
    ['okta', 'The authorization code is invalid or has expired.'],
    ['keycloak', 'Code not valid'],
    ['google', 'Bad Request'],
  ] as const)('has the text of %s', async (preset, text) => {
    const { status, body } = await refusedCode(preset)
    expect([status, body]).toEqual([400, { error: 'invalid_grant', error_description: text }])
  })

  it('is worded by a realm of its own, and not where there is no preset', async () => {
    const document = await endpointsOf('google', { realms: { plain: { preset: 'none' } } })
    const form = { grant_type: 'authorization_code', code: 'x', client_id: 'nobody' }
    const plain = `${server?.issuer}/realms/plain/token`
    const [theirs, ours] = await Promise.all(
      [document['token_endpoint'] ?? '', plain].map(
        async (url) => (await call(url, { ...form, code: 'of-nobody' })).body['error_description'],
      ),
    )
    expect(ours).toMatch(/^The request must /)
    expect(theirs).not.toBe(ours)
  })

  it.each([
    ['entra', /^AADSTS50058: /],
    ['auth0', /^Login required$/],
    ['okta', /^The client specified not to prompt/],
    ['keycloak', /^The user must sign in\.$/],
  ] as const)('reaches an app that asks without a page as %s says it', async (preset, text) => {
    expect(await silently(preset)).toMatch(text)
  })

  it('has an errorCode in the API of clients of Okta', async () => {
    await endpointsOf('okta', { registration: 'open' })
    const answer = await fetch(`${server?.issuer}/oauth2/v1/clients`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ redirect_uris: ['https://app.example/#fragment'] }),
    })
    const body = (await answer.json()) as Record<string, unknown>
    expect([answer.status, body['error']]).toEqual([400, 'invalid_redirect_uri'])
    expect(body).toMatchObject({
      ...{ errorCode: 'E0000001', errorLink: 'E0000001', errorId: expect.stringMatching(uuid) },
      errorSummary: 'Api validation failed',
      errorCauses: [{ errorSummary: body['error_description'] }],
    })
  })

  it('is told to the journal by our rule', async () => {
    const fragrant = await startFragrant()
    try {
      const realm = await fragrant.realm('shop', { preset: 'entra' })
      const form = { grant_type: 'authorization_code', code: 'of-nobody', client_id: 'spa' }
      const { body } = await call(realm.endpoints.token, form)
      expect(body['error_codes']).toEqual([expect.any(Number)])
      const [exchange] = await realm.journal.all({ endpoint: 'token' })
      expect(exchange?.verdict).toMatchObject({ ok: false, error: body['error'] })
      expect(JSON.stringify(exchange?.verdict)).toMatch(/The request must /)
    } finally {
      await fragrant.stop()
    }
  })
})

describe.each(presetNames)('The words of %s', (name) => {
  const { errors }: Preset = presets[name]
  const rows = errors?.rows ?? []
  const rules = Object.values(rulesFiles()).join('\n')

  it('are for rules that there are, in the characters of a description (RFC 6749 §5.2)', () => {
    const unknown = rows.filter(
      ({ of }) => !(rules.includes(`| ${of} |`) || rules.includes(`\`${of}\``) || isCode(of)),
    )
    expect(unknown).toEqual([])
    expect(rows.filter(({ text }) => !/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/.test(text))).toEqual([])
  })

  it('are each reached: no row stands behind one that says more', () => {
    const keys = rows.map(({ of, at }) => `${of} ${at}`)
    expect(keys).toEqual([...new Set(keys)])
    expect(errors === undefined || errors.cites.length > 0).toBe(true)
  })
})

/** Codes of steps, which are in no table of rules. */
const isCode = (of: string): boolean =>
  ['login_required', 'consent_required', 'access_denied', 'invalid_token'].includes(of)
