import vm from 'node:vm'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { literal, shellWord, yamlString } from '../../src/http/console/snippet.ts'
import { readySnippets } from '../../src/http/console/snippets.ts'
import { apiSnippets, aspNet } from '../../src/http/console/snippets-api.ts'

const app = {
  issuer: 'http://localhost:9400/realms/blue',
  clientId: 'my-app',
  redirectUri: 'http://localhost:5173/callback',
}

describe('The snippets of the start page', () => {
  it('speak of the issuer of the realm, and of no other, but for the one for later', () => {
    const [later, ...now] = readySnippets(app).toReversed()
    expect(later?.code).not.toContain(app.issuer)
    for (const { title, code } of now) {
      expect([title, code.includes(app.issuer)]).toEqual([title, true])
      const origins = code.match(/localhost:9400[\w/]*/g) ?? []
      for (const origin of origins) expect(origin).toMatch(/^localhost:9400\/realms\/blue/)
    }
  })

  it('cover the libraries that speak implicit, and the way to code and PKCE', () => {
    const titles = readySnippets(app).map(({ title }) => title)
    const wanted = [
      'Plain JavaScript',
      'oidc-client 1.11',
      'angular-oauth2-oidc',
      'angular-auth-oidc-client',
      'keycloak-js',
      'okta-auth-js',
      'auth0-js',
      'openid-client 6',
      'swagger-ui',
      'express-openid-connect',
      'curl',
      'PKCE',
    ]
    for (const name of wanted) expect(titles.join('\n')).toContain(name)
    expect(new Set(titles).size).toBe(titles.length)
  })

  it('let openid-client speak plain http only where the issuer does', () => {
    const codeFor = (issuer: string) =>
      readySnippets({ ...app, issuer }).find(({ title }) => title.startsWith('openid-client'))?.code
    expect(codeFor('http://localhost:9400')).toContain('allowInsecureRequests')
    expect(codeFor('https://auth.example')).not.toContain('allowInsecureRequests')
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
    expect(() => readySnippets({ ...app, redirectUri: 'com.example.app:/callback' })).not.toThrow()
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
