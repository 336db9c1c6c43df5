import * as client from 'openid-client'
import passport from 'passport'
import { Strategy } from 'passport-openidconnect'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServer, type TestServer } from '../support/server.ts'

const callback = 'http://localhost:3000/cb'

let server: TestServer
beforeAll(async () => {
  server = await startServer({ login: { mode: 'auto', user: 'alice' }, consent: 'auto' })
})
afterAll(() => server.close())

const pageAt = async (path: string) => (await fetch(server.issuer + path)).text()

/** Registers an app as the form does; answers its secret, if it has one. */
async function register(form: Readonly<Record<string, string>>): Promise<string> {
  const csrf = /name="csrf" value="([^"]+)"/.exec(await pageAt('/new-application'))?.[1] ?? ''
  const body = new URLSearchParams({ csrf, callbacks: callback, 'grant-code': 'on', ...form })
  const answer = await fetch(`${server.issuer}/new-application`, { method: 'POST', body })
  return /id="client-secret"[^>]*>([^<]+)</.exec(await answer.text())?.[1] ?? ''
}

/** The snippet of that title on the page of an app, as it is copied. */
async function copied(id: string, title: string): Promise<string> {
  const html = await pageAt(`/applications/${id}`)
  const found = new RegExp(`<summary>${title}.*?<code[^>]*>([^<]*)<`, 's').exec(html)?.[1] ?? ''
  return found
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}

const run = (code: string, given: Readonly<Record<string, unknown>>): Promise<unknown> => {
  // what is copied is run as it is; its imports are given
  const body = code.replaceAll(/^import .*\n/gm, '')
  const make = Object.getPrototypeOf(async () => undefined).constructor
  return make(...Object.keys(given), body)(...Object.values(given))
}

const answerTo = async (url: URL) => {
  const answer = await fetch(url, { redirect: 'manual' })
  return new URL(answer.headers.get('location') ?? '')
}

describe('the snippets of a web app', () => {
  it('sign its users in with openid-client, by its secret and the scopes that it may have', async () => {
    const secret = await register({ name: 'Web', kind: 'web', scopes: 'openid email' })
    const code = (await copied('web', 'openid-client')).replace(
      '(config, request,',
      '(config, await answerTo(url),',
    )
    const process = { env: { CLIENT_SECRET: secret } }
    const given = { client, process, answerTo }
    expect(await run(`${code}\nreturn claims`, given)).toMatchObject({ sub: 'alice', aud: 'web' })
    const wrong = { ...given, process: { env: { CLIENT_SECRET: 'another' } } }
    await expect(run(code, wrong)).rejects.toThrow()
  })

  it('set passport up', async () => {
    await register({ name: 'Pass', kind: 'web' })
    const code = await copied('pass', 'passport-openidconnect')
    const process = { env: { CLIENT_SECRET: 'a secret' } }
    await run(code, { passport, Strategy, process })
    expect(passport).toHaveProperty('_strategies.openidconnect')
  })
})

describe('the snippets of a single-page app', () => {
  it('ask for a refresh token where it may have one', async () => {
    await register({ name: 'Renews', kind: 'single-page', 'grant-refresh': 'on' })
    await register({ name: 'Does not', kind: 'single-page' })
    const [renews, does] = [
      await copied('renews', 'oidc-client-ts'),
      await copied('does-not', 'oidc-client-ts'),
    ]
    expect(renews).toContain("scope: 'openid profile email offline_access'")
    expect(does).toContain("scope: 'openid profile email'")
  })
})
