import vm from 'node:vm'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { apiSnippets, aspNet } from '../../src/http/console/snippets/api.ts'
import { literal, shellWord, yamlString } from '../../src/http/console/snippets/snippet.ts'
import {
  implicitSnippets,
  readySnippets,
  webAppSnippets,
} from '../../src/http/console/snippets/snippets.ts'

const app = {
  issuer: 'http://localhost:9400/realms/blue',
  clientId: 'my-app',
  redirectUri: 'http://localhost:5173/callback',
}

describe('The snippets of the start page', () => {
  const allSnippets = (of = app) => [...readySnippets(of), ...implicitSnippets(of)]

  it('speak of the issuer of the realm, and of no other', () => {
    for (const { title, code } of allSnippets()) {
      // auth0-spa-js wants https
      const known =
        code.includes(app.issuer) || code.includes(app.issuer.replace('http:', 'https:'))
      expect([title, known]).toEqual([title, true])
      const origins = code.match(/localhost:9400[\w/]*/g) ?? []
      for (const origin of origins) expect(origin).toMatch(/^localhost:9400\/realms\/blue/)
    }
  })

  it('cover the libraries, by code and PKCE first, by implicit for those that have it so', () => {
    const both = ['Plain JavaScript', 'angular-oauth2-oidc', 'angular-auth-oidc-client']
    const vendors = ['keycloak-js', 'okta-auth-js', 'openid-client 6', 'swagger-ui']
    const code = ['oidc-client-ts 3', 'auth0-spa-js', 'curl', ...both, ...vendors]
    const implicit = ['oidc-client 1.11', 'auth0-js', 'express-openid-connect', ...both, ...vendors]
    for (const [snippets, wanted] of [
      [readySnippets(app), code],
      [implicitSnippets(app), implicit],
    ] as const) {
      const titles = snippets.map(({ title }) => title)
      for (const name of wanted) expect(titles.join('\n')).toContain(name)
      expect(new Set(titles).size).toBe(titles.length)
    }
  })

  it('ask for a code in the first list, and for a token in the address in the second alone', () => {
    const asksForToken =
      /id_token|'implicit'|implicit:|token id_token|initImplicitFlow|JwksValidation/
    for (const { title, code } of readySnippets(app)) {
      const said = code.replace('access_token, id_token', '')
      expect([title, asksForToken.test(said)]).toEqual([title, false])
    }
  })

  it('ask for the scopes that an app may ask for, and for no other', () => {
    const of = { ...app, scope: 'openid orders:read' }
    for (const { title, code } of [...allSnippets(of), ...webAppSnippets(of)]) {
      const asksForUsual = /email|offline_access'/.test(code)
      expect([title, asksForUsual]).toEqual([title, false])
    }
    expect(readySnippets(of)[0]?.code).toContain("scope: 'openid orders:read'")
  })

  it('of a web app take its secret from the environment, and are for no browser', () => {
    const snippets = webAppSnippets(app)
    for (const { title, code } of snippets.filter(({ title }) => !title.includes('who does'))) {
      expect([title, code.includes('CLIENT_SECRET')]).toEqual([title, true])
    }
    const tabs = snippets.map(({ title }) => /^[^,(:]*/.exec(title)?.[0].trim())
    expect(new Set(tabs).size).toBe(tabs.length)
    expect(snippets.map(({ title }) => title).join('\n')).not.toMatch(/oidc-client|auth0|keycloak/)
    const spring = snippets.find(({ language }) => language === 'yaml')?.code ?? ''
    const { registration, provider } = parse(spring)['spring.security.oauth2.client']
    expect(registration.fragrant['redirect-uri']).toBe(app.redirectUri)
    expect(provider.fragrant['issuer-uri']).toBe(app.issuer)
  })

  it('let openid-client speak plain http only where the issuer does', () => {
    const codeFor = (issuer: string) =>
      allSnippets({ ...app, issuer })
        .filter(({ title }) => title.startsWith('openid-client'))
        .map(({ code }) => code.includes('allowInsecureRequests'))
    expect(codeFor('http://localhost:9400')).toEqual([true, true])
    expect(codeFor('https://auth.example')).toEqual([false, false])
  })

  it('tell the APIs of every framework the issuer, the audience and the type of token', () => {
    const api = { issuer: app.issuer, audience: 'https://orders.example' }
    const snippets = apiSnippets({ ...api, typ: 'at+jwt' })
    const titles = snippets.map(({ title }) => title).join('\n')
    for (const name of ['Spring Boot', 'ASP.NET', 'FastAPI', 'Go', 'Express', 'curl']) {
      expect(titles).toContain(name)
    }
    for (const { title, code } of snippets) {
      const audience = title.includes('curl') ? encodeURIComponent(api.audience) : api.audience
      const told = [api.issuer, audience].map((value) => code.includes(value))
      expect([title, ...told]).toEqual([title, true, true])
    }
  })

  it('say to ASP.NET what cannot be run here: the type of token, and plain http if it is', () => {
    const codeFor = (issuer: string, typ: 'at+jwt' | 'JWT') =>
      aspNet({ issuer, audience: 'orders', typ }).code
    const local = codeFor('http://localhost:9400', 'at+jwt')
    expect(local).toContain('options.Authority = "http://localhost:9400";')
    expect(local).toContain('options.Audience = "orders";')
    expect(local).toContain('ValidTypes = ["at+jwt"];')
    expect(local).toContain('options.RequireHttpsMetadata = false;')
    const https = codeFor('https://id.example', 'JWT')
    expect(https).toContain('ValidTypes = ["JWT"];')
    expect(https).not.toContain('RequireHttpsMetadata')
  })

  it('can be made for a redirect URI with a scheme of its own', () => {
    expect(() => allSnippets({ ...app, redirectUri: 'com.example.app:/callback' })).not.toThrow()
  })

  it('write any value as one string of JavaScript', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        expect(vm.runInNewContext(literal(value))).toBe(value)
      }),
    )
  })

  it('write any value as one string of YAML', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        expect(parse(yamlString(value))).toBe(value)
      }),
    )
  })

  it('write any value as one word of the shell', () => {
    expect(shellWord(`a'b $(c)`)).toBe(`'a'\\''b $(c)'`)
  })
})
