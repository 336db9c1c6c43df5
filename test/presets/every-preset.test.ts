import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { realmPaths } from '../../src/protocol/paths.ts'
import type { Preset } from '../../src/protocol/provider/preset.ts'
import { presetNames, presets } from '../../src/protocol/provider/presets.ts'
import { createApp } from '../support/app.ts'
import { call, challengeFor, newVerifier } from '../support/code-flow.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { claimsIn, discover, getJson, toldIssuer, walk } from './provider.ts'

describe.each(presetNames)('A realm under the preset %s', (name) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startServer({ preset: name, realms: { shop: {}, plain: { preset: 'none' } } })
  })
  afterAll(() => server.close())

  const addresses = () => [server.issuer, `${server.issuer}/realms/shop`]

  /** The issuer that a document at one of our own addresses names. */
  const issuerAt = async (address: string) =>
    String((await getJson(address + realmPaths.openidMetadata)).body['issuer'])

  it('is found at its issuer, with its endpoints below its address (OIDC Discovery §4)', async () => {
    for (const address of addresses()) {
      const issuer = await issuerAt(address)
      expect(issuer.startsWith(address)).toBe(true)
      const document = await discover(issuer)
      expect(document['issuer']).toBe(issuer)
      const endpoints = Object.entries(document).filter(([member]) => /_endpoint$/.test(member))
      expect(endpoints.filter(([, url]) => !url.startsWith(address))).toEqual([])
    }
  })

  it('gives tokens of its own issuer at the endpoints that it advertises', async () => {
    for (const address of addresses()) {
      const issuer = await issuerAt(address)
      const document = await discover(issuer)
      const { clientId, redirectUri, parameters } = createApp(address)
      const verifier = newVerifier()
      const { values } = await walk(document['authorization_endpoint'] ?? '', {
        ...Object.fromEntries(parameters()),
        ...{ response_type: 'code', scope: 'openid profile' },
        ...{ code_challenge: challengeFor(verifier), code_challenge_method: 'S256' },
      })
      const own = toldIssuer(name, issuer, clientId)
      expect(values.get('iss')).toBe(own)
      const { status, body } = await call(document['token_endpoint'] ?? '', {
        ...{ grant_type: 'authorization_code', code: values.get('code') },
        ...{ client_id: clientId, redirect_uri: redirectUri, code_verifier: verifier },
      })
      expect(status).toBe(200)
      const expected = { jwks: document['jwks_uri'] ?? '', issuer: own }
      const claims = await claimsIn(String(body['id_token']), expected)
      expect(claims).toMatchObject({
        ...{ sub: 'alice', aud: clientId, nonce: parameters().get('nonce') },
      })
      const read = await getJson(document['userinfo_endpoint'] ?? '', String(body['access_token']))
      expect([read.status, read.body['sub']]).toEqual([200, 'alice'])
      const told = [...Object.keys(claims), ...Object.keys(read.body)]
      const listed = document['claims_supported'] ?? ''
      // what binds one token to others is in none of the lists (OIDC Core §3.1.3.6)
      expect(told.filter((one) => !listed.includes(one) && !one.endsWith('_hash'))).toEqual([])
    }
  })

  it('is no other realm: what one gives, another does not know', async () => {
    const [first = '', second = ''] = addresses()
    const document = await discover(await issuerAt(first))
    const request = Object.fromEntries(createApp(first).parameters())
    const { values } = await walk(document['authorization_endpoint'] ?? '', request)
    const other = await discover(await issuerAt(second))
    const token = values.get('access_token')
    expect((await getJson(other['userinfo_endpoint'] ?? '', token)).status).toBe(401)
  })

  it('answers at our own paths as before', async () => {
    const { parameters } = createApp(server.issuer)
    const { values } = await walk(`${server.issuer}/authorize`, Object.fromEntries(parameters()))
    const answer = await getJson(`${server.issuer}/userinfo`, values.get('access_token'))
    expect(answer.status).toBe(200)
    expect((await fetch(`${server.issuer}/`)).status).toBe(200)
  })

  it('lends none of its paths to a realm without a preset', async () => {
    const { paths, base }: Preset = presets[name]
    const before = base?.({ realmId: 'plain', tenant: 'any' }) ?? ''
    const known: readonly string[] = Object.values(realmPaths).filter(
      (path) => typeof path === 'string',
    )
    const further = paths.map(({ theirs }) => before + theirs.replaceAll(/\*|\{tenant\}/g, 'any'))
    const asked = further.filter((path) => !known.includes(path))
    const answers = asked.map((path) => fetch(`${server.issuer}/realms/plain${path}`))
    const taken = (await Promise.all(answers)).filter(({ status }) => status !== 404)
    expect(taken.map(({ url }) => url)).toEqual([])
  })

  it('names where its facts come from', () => {
    expect(presets[name].cites.length).toBeGreaterThan(0)
  })
})
