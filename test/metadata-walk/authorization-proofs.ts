/**
 * Proofs of what the authorization endpoint takes: response types, modes, prompts, PKCE.
 *
 * @module
 */

import { expect } from 'vitest'
import { followAs } from '../support/app.ts'
import { call } from '../support/code-flow.ts'
import type { Provider, RelyingParty } from '../support/provider.ts'
import {
  ask,
  callAs,
  parametersOf,
  publicClient,
  redemptionOf,
  send,
  type Values,
  valuesOf,
  wayOf,
} from '../support/relying-party.ts'
import { atHash, readToken } from '../support/tokens.ts'
import { createVisitor } from '../support/visitor.ts'
import { known } from './known.ts'
import { each, eachAnd, type Proof } from './proof.ts'

/** A client of the configuration, or one that registers no more than its redirect URI. */
export async function anyClients(provider: Provider): Promise<readonly RelyingParty[]> {
  const [first] = provider.clients
  return first === undefined ? [await provider.clientWith(publicClient)] : provider.clients
}

export async function publicApp(provider: Provider): Promise<RelyingParty> {
  return provider.clientWith(publicClient)
}

/** Nothing that could be used is in a refusal. */
function expectRefusal(values: Values, ...errors: readonly string[]): void {
  expect(errors).toContain(values.get('error'))
  for (const name of ['code', 'access_token', 'id_token']) expect(values.has(name)).toBe(false)
}

const listOf = (provider: Provider, member: string): readonly string[] =>
  (provider.document[member] ?? []) as readonly string[]

const clientFor = (provider: Provider, type: string, more: object = {}) =>
  provider.clientWith({ token_endpoint_auth_method: 'none', response_types: [type], ...more })

const names = { code: 'code', token: 'access_token', id_token: 'id_token' }

/** An answer holds what its response type says, bound to one another, and nothing more. */
async function expectAnswer(
  provider: Provider,
  client: RelyingParty,
  type: string,
  values: Values,
) {
  const words = type.split(' ')
  expect(values.get('error')).toBeUndefined()
  for (const [word, name] of Object.entries(names)) {
    expect([name, values.has(name)]).toEqual([name, words.includes(word)])
  }
  expect(values.get('iss')).toBe(provider.issuer)
  const [idToken, accessToken] = [values.get('id_token'), values.get('access_token')]
  if (idToken !== undefined) {
    const { claims } = await readToken(provider.issuer, idToken, { audience: client.id })
    expect(claims['nonce']).toBe('a nonce')
    expect(claims['at_hash']).toBe(accessToken && atHash(accessToken, idToken))
    const code = values.get('code')
    expect(claims['c_hash']).toBe(code && atHash(code, idToken))
  }
  if (words.includes('code')) {
    const form = redemptionOf(client, values.get('code'))
    expect((await callAs(provider, client, 'token_endpoint', form)).status).toBe(200)
  }
}

export const responseTypes: Proof = each(known.responseTypes, {
  async works(provider, type) {
    const client = await clientFor(provider, type)
    const values = await ask(provider, client, { response_type: type })
    await expectAnswer(provider, client, type, values)
  },
  async refused(provider, type) {
    for (const client of await anyClients(provider)) {
      const values = await ask(provider, client, { response_type: type })
      expectRefusal(values, 'unsupported_response_type', 'unauthorized_client')
    }
    const registered = await provider.register({ response_types: [type] })
    expect(registered?.body['error']).toBe(registered && 'invalid_client_metadata')
  },
})

/** How each mode is seen to travel; those of JWTs travel as their names say. */
const ways: Readonly<Record<string, string>> = {
  okta_post_message: 'web_message',
  'query.jwt': 'query',
  'fragment.jwt': 'fragment',
  'form_post.jwt': 'form_post',
}

const hasToken = (type: string): boolean => /token/.test(type)

/** What `jwt` means: the usual mode of the response type (JARM §2.3.4). */
const wayFor = (mode: string, type: string): string => {
  if (mode === 'jwt') return hasToken(type) ? 'fragment' : 'query'
  return ways[mode] ?? mode
}

export const responseModes: Proof = each(known.responseModes, {
  async works(provider, mode) {
    let tried = 0
    for (const type of listOf(provider, 'response_types_supported')) {
      if (/^query/.test(mode) && hasToken(type)) {
        const values = await ask(provider, await clientFor(provider, type), {
          ...{ response_type: type, response_mode: mode },
        })
        expectRefusal(values, 'invalid_request')
        continue
      }
      const needs = mode === 'query' ? {} : { response_modes: [mode] }
      const client = await provider.find({
        ...{ token_endpoint_auth_method: 'none', response_types: [type], ...needs },
      })
      if (client === undefined) continue
      const visit = await send(provider, client, { response_type: type, response_mode: mode })
      expect([type, wayOf(visit)]).toEqual([type, wayFor(mode, type)])
      await expectAnswer(provider, client, type, await valuesOf(provider, client, visit))
      tried += 1
    }
    expect(tried, 'clients that may use it').toBeGreaterThan(0)
  },
  async refused(provider, response_mode) {
    const [response_type] = listOf(provider, 'response_types_supported')
    const client = await publicApp(provider)
    expectRefusal(await ask(provider, client, { response_type, response_mode }), 'invalid_request')
    const registered = await provider.register({ response_modes: [response_mode] })
    expect(registered?.body['error']).toBe(registered && 'invalid_client_metadata')
  },
})

/** The page that a signed-in user is asked on; undefined where an answer comes at once. */
const pages: Readonly<Record<string, string>> = {
  login: 'login',
  consent: 'consent',
  select_account: 'accounts',
}

export const prompts: Proof = each(known.prompts, {
  async works(provider, prompt) {
    const client = await publicApp(provider)
    const query = new URLSearchParams(parametersOf(client, { response_type: 'code', prompt }))
    const address = `${provider.at('authorization_endpoint')}?${query}`
    const stranger = createVisitor(provider.issuer)
    if (prompt === 'none') {
      const refusal = await valuesOf(provider, client, await stranger.open(address))
      expectRefusal(refusal, 'login_required')
    }
    await ask(provider, client, { response_type: 'code' })
    const visit = await provider.alice.open(address)
    const page = pages[prompt]
    if (page !== undefined) expect(visit.page.has(page)).toBe(true)
    else expect((await valuesOf(provider, client, visit)).has('code')).toBe(true)
  },
  async refused(provider, prompt) {
    const client = await publicApp(provider)
    const values = await ask(provider, client, { response_type: 'code', prompt })
    expectRefusal(values, 'invalid_request')
  },
})

/** A language that is not here is no error: the page is in another one (OIDC Core §3.1.2.1). */
export const languages: Proof = eachAnd('se', {
  async works(provider, language) {
    expect(await languageFor(provider, language)).toBe(language)
  },
  async refused(provider, language) {
    expect(await languageFor(provider, language)).toBe('en')
  },
})

async function languageFor(provider: Provider, ui_locales: string): Promise<string | null> {
  const client = await publicApp(provider)
  const asked = parametersOf(client, { response_type: 'code', prompt: 'login', ui_locales })
  const address = `${provider.at('authorization_endpoint')}?${new URLSearchParams(asked)}`
  const { headers } = await createVisitor(provider.issuer).open(address)
  return headers.get('content-language')
}

export const challengeMethods: Proof = each(known.challengeMethods, {
  async works(provider, code_challenge_method) {
    const client = await publicApp(provider)
    const changes = { response_type: 'code', code_challenge_method }
    const [code, other] = [
      await ask(provider, client, changes),
      await ask(provider, client, changes),
    ]
    const right = redemptionOf(client, code.get('code'))
    expect((await callAs(provider, client, 'token_endpoint', right)).status).toBe(200)
    const wrong = { ...redemptionOf(client, other.get('code')), code_verifier: 'x'.repeat(43) }
    const { status, body } = await callAs(provider, client, 'token_endpoint', wrong)
    expect([status, body['error']]).toEqual([400, 'invalid_grant'])
  },
  async refused(provider, code_challenge_method) {
    const client = await publicApp(provider)
    const changes = { response_type: 'code', code_challenge_method }
    expectRefusal(await ask(provider, client, changes), 'invalid_request')
  },
})

/** Asked by GET and by POST, it means the same. */
export const authorizationEndpoint: Proof = async (provider) => {
  const client = await publicApp(provider)
  const parameters = parametersOf(client, { response_type: 'code' })
  const address = provider.at('authorization_endpoint')
  const byPost = await provider.alice.post(address, Object.entries(parameters))
  const byGet = await provider.alice.open(`${address}?${new URLSearchParams(parameters)}`)
  expect(byPost.url.pathname.split('/')[1]).toBe(byGet.url.pathname.split('/')[1])
  expect((await ask(provider, client, { response_type: 'code' })).has('code')).toBe(true)
}

export const pushedRequests: Proof = async (provider) => {
  const client = await publicApp(provider)
  const form = parametersOf(client, { response_type: 'code' })
  const { status, body } = await call(provider.at('pushed_authorization_request_endpoint'), form)
  expect(status).toBe(201)
  const query = { client_id: client.id, request_uri: String(body['request_uri']) }
  const address = `${provider.at('authorization_endpoint')}?${new URLSearchParams(query)}`
  const visit = await followAs(provider.alice, address)
  expect((await valuesOf(provider, client, visit)).has('code')).toBe(true)
}

/** Whether every answer names its issuer, and refusals too (RFC 9207 §2). */
export const namesIssuer = async (provider: Provider): Promise<void> => {
  const client = await publicApp(provider)
  for (const changes of [
    { response_type: 'code' },
    { response_type: 'code', prompt: 'unheard-of' },
  ]) {
    expect((await ask(provider, client, changes)).get('iss')).toBe(provider.issuer)
  }
}
