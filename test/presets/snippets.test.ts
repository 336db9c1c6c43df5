import { decodeJwt, decodeProtectedHeader } from 'jose'
import { describe, expect, it } from 'vitest'
import { presetNames } from '../../src/protocol/provider/presets.ts'
import { startServer } from '../support/server.ts'
import { createVisitor } from '../support/visitor.ts'
import { discover, toldIssuer } from './provider.ts'

const lists = ['snippets', 'implicit-snippets', 'api-snippets'] as const

/** The snippets of the start page of a realm, as one text. */
async function snippetsAt(address: string): Promise<string> {
  const { page } = await createVisitor(address).open(`${address}/`)
  return lists.map((list) => page.text(list)).join('\n')
}

/** Whether anything answers there, to whatever method. */
async function isThere(url: string): Promise<boolean> {
  const answers = ['GET', 'POST'].map((method) => fetch(url, { method, redirect: 'manual' }))
  return (await Promise.all(answers)).some(({ status }) => status !== 404)
}

describe.each([...presetNames, 'none'] as const)(
  'the snippets of a realm, preset: %s',
  (preset) => {
    it('name its issuer to the character, and only addresses that answer', async () => {
      const server = await startServer({ preset, realms: { shop: {} } })
      for (const address of [server.issuer, `${server.issuer}/realms/shop`]) {
        const text = await snippetsAt(address)
        const metadata = `${address}/.well-known/openid-configuration`
        const document = (await (await fetch(metadata)).json()) as { issuer: string }
        const issuer = toldIssuer(preset, document.issuer, 'my-app')
        expect(text).toContain(`authority: '${issuer}'`)
        await discover(issuer)
        const { host } = new URL(address)
        const named = text.match(new RegExp(`http://${host}[\\w/.:@%-]*`, 'g')) ?? []
        const asked = [...new Set(named)].filter(
          (url) => ![issuer, document.issuer, address].includes(url),
        )
        expect(asked.length).toBeGreaterThan(0)
        for (const url of asked) {
          // a base of the provider's libraries is below no path of ours
          if (issuer.startsWith(url)) continue
          expect([url, await isThere(url)]).toEqual([url, true])
        }
      }
      await server.close()
    })
  },
)

describe.each([...presetNames, 'none'] as const)(
  'the APIs of the start page, preset: %s',
  (preset) => {
    it.each([undefined, 'https://orders.example'])(
      'are for the tokens that apps are given, with the audience %s',
      async (audience) => {
        const server = await startServer({
          ...{ preset, consent: 'auto', login: { mode: 'auto', user: 'alice' } },
          ...(audience !== undefined && { audience }),
        })
        const text = await snippetsAt(server.issuer)
        const [, issuer] = /ISSUER = "(.*?)"/.exec(text) ?? []
        const [, api = ''] = /AUDIENCE = "(.*?)"/.exec(text) ?? []
        const [, typ] = /get\("typ"\) != "(.*?)"/.exec(text) ?? []
        for (const asked of [{ client_id: 'my-app' }, { client_id: 'tests', audience: api }]) {
          const token = await tokenOf(server.issuer, asked)
          const { aud, ...claims } = decodeJwt(token)
          expect([aud].flat()).toContain(api)
          expect(claims).toMatchObject({ iss: issuer, client_id: asked.client_id })
          expect(decodeProtectedHeader(token).typ).toBe(typ)
        }
        await server.close()
      },
    )
  },
)

/** By the implicit grant, of a user who is not asked. */
async function tokenOf(issuer: string, asked: Readonly<Record<string, string>>): Promise<string> {
  const query = new URLSearchParams({
    ...{ response_type: 'token', redirect_uri: 'http://localhost/cb', scope: 'openid' },
    ...asked,
  })
  const answer = await fetch(`${issuer}/authorize?${query}`, { redirect: 'manual' })
  const [, fragment] = answer.headers.get('location')?.split('#') ?? []
  return new URLSearchParams(fragment).get('access_token') ?? ''
}

describe('the snippet of the library of a provider under its preset', () => {
  const shown = async (preset: (typeof presetNames)[number]) => {
    const server = await startServer({ preset })
    const text = await snippetsAt(server.issuer)
    const { host } = new URL(server.issuer)
    await server.close()
    return text.replaceAll(host, 'host')
  }

  it('is that of a Keycloak: an address, a realm, and the frame that watches the session', async () => {
    const text = await shown('keycloak')
    expect(text).toContain("url: 'http://host', realm: 'master'")
    expect(text).not.toContain('checkLoginIframe')
    expect(text).not.toContain('oidcProvider')
  })

  it('is that of an Okta: its issuer alone', async () => {
    const text = await shown('okta')
    expect(text).toContain("issuer: 'http://host/oauth2/default'")
    expect(text).not.toMatch(/authorizeUrl|userinfoUrl|revokeUrl/)
  })

  it('is that of an Auth0: its domain', async () => {
    const text = await shown('auth0')
    expect(text).toContain("domain: 'host', clientId")
    expect(text).not.toMatch(/__token_issuer|__jwks_uri/)
  })

  it('says to angular-oauth2-oidc where endpoints are not below the issuer', async () => {
    const line = 'strictDiscoveryDocumentValidation: false'
    expect(await shown('wso2')).toContain(line)
    expect(await shown('identityserver')).not.toContain(line)
  })
})
