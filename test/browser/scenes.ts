/**
 * How to get every page onto the screen.
 *
 * @module
 */

import type { Page } from 'playwright-core'
import { createApp } from '../support/app.ts'
import { approve, askInPlayground, checksOf, signInAs } from '../support/people.ts'
import type { TestServer } from '../support/server.ts'
import { applicationScenes } from './application-scenes.ts'

/** Brings `page`, of a fresh profile, to one of our pages. */
export interface Scene {
  readonly name: string
  /** It is for whoever signs in, and so in their language. */
  readonly isSpoken?: boolean
  show(page: Page, at: Stage): Promise<void>
}

export interface Stage {
  readonly server: TestServer
  /** An address on loopback that takes an answer and leaves the browser where it is. */
  readonly silentUri: string
}

const appOf = ({ server, silentUri }: Stage) => createApp(server.issuer, { redirectUri: silentUri })

async function goTo(page: Page, at: Stage, changes: Record<string, string> = {}) {
  await page.goto(appOf(at).url(changes))
}

const claims = JSON.stringify({ userinfo: { birthdate: null, phone_number: null } })

export const scenes: readonly Scene[] = [
  { name: 'log-in', isSpoken: true, show: (page, at) => goTo(page, at) },
  {
    name: 'log-in with a problem',
    isSpoken: true,
    async show(page, at) {
      await goTo(page, at)
      await signInAs(page, 'alice', 'wrong')
      await page.locator('#problem').waitFor()
    },
  },
  {
    name: 'log-in as someone new, with a problem',
    isSpoken: true,
    async show(page, at) {
      await goTo(page, at)
      await page.locator('#newcomer > summary').click()
      await page.fill('#new-name', 'alice')
      await page.fill('#new-claims', 'roles: ["admin"]')
      await page.click('#newcomer-submit')
      await page.locator('#newcomer-problem').waitFor()
    },
  },
  {
    name: 'consent',
    isSpoken: true,
    async show(page, at) {
      await goTo(page, at, { scope: 'openid profile email address', claims })
      await signInAs(page, 'alice')
      await page.locator('#claims').waitFor()
    },
  },
  {
    name: 'consent for the usual scopes',
    isSpoken: true,
    async show(page, at) {
      await goTo(page, at)
      await signInAs(page, 'alice')
      await page.locator('#consent').waitFor()
    },
  },
  {
    name: 'choose-account',
    isSpoken: true,
    async show(page, at) {
      await goTo(page, at)
      await signInAs(page, 'alice')
      await goTo(page, at, { prompt: 'select_account' })
      await page.locator('#accounts').waitFor()
    },
  },
  {
    name: 'error',
    isSpoken: true,
    async show(page, { server }) {
      const redirectUri = `${server.issuer}/playground/callback/and/a/long/way/to/nowhere`
      await page.goto(createApp(server.issuer, { clientId: 'playground', redirectUri }).url())
      await page.locator('#snippet').waitFor()
    },
  },
  {
    name: 'not found',
    isSpoken: true,
    async show(page, { server }) {
      await page.goto(`${server.issuer}/nothing-here`)
    },
  },
  {
    name: 'notice',
    isSpoken: true,
    async show(page, at) {
      await goTo(page, at)
      await signInAs(page, 'alice')
      await page.locator('#consent').waitFor()
      await page.goBack()
      await page.locator('#way-on').waitFor()
    },
  },
  {
    name: 'form-post',
    isSpoken: true,
    async show(page, at) {
      // The page sends itself off at load, so its load is not waited for.
      const address = appOf(at).url({ prompt: 'none', response_mode: 'form_post' })
      await page.goto(address, { waitUntil: 'commit' })
      await page.locator('#form-post').waitFor()
    },
  },
  {
    name: 'account log-in',
    isSpoken: true,
    async show(page, { server }) {
      await page.goto(`${server.issuer}/account`)
      await page.locator('#picker').waitFor()
    },
  },
  {
    name: 'account',
    isSpoken: true,
    async show(page, at) {
      await goTo(page, at, { scope: 'openid profile email address', claims })
      await signInAs(page, 'alice')
      // the app answers nothing, so that the browser stays where it is
      const answered = page.waitForRequest((request) => request.url().startsWith(at.silentUri))
      await page.locator('#consent-allow').click({ noWaitAfter: true })
      await answered
      await page.goto(`${at.server.issuer}/account`)
      await page.locator('#withdraw-1').waitFor()
    },
  },
  {
    name: 'log-out',
    isSpoken: true,
    async show(page, at) {
      await goTo(page, at)
      await signInAs(page, 'alice')
      await page.goto(`${at.server.issuer}/logout?client_id=playground`)
      await page.locator('#logout').waitFor()
    },
  },
  {
    name: 'logged-out',
    isSpoken: true,
    async show(page, { server }) {
      const back = encodeURIComponent(`${server.issuer}/playground`)
      const query = `client_id=playground&post_logout_redirect_uri=${back}`
      await page.goto(`${server.issuer}/logout?${query}`)
      await page.locator('#way-on').waitFor()
    },
  },
  {
    name: 'home',
    async show(page, { server }) {
      await page.goto(server.issuer)
      await page.getByRole('tab', { name: 'oidc-client', exact: false }).first().click()
    },
  },
  {
    name: 'activity',
    async show(page, at) {
      await goTo(page, at)
      await page.goto(`${at.server.issuer}/activity`)
      await page.locator('#exchanges > li').first().waitFor()
    },
  },
  {
    name: 'an exchange that was refused',
    async show(page, at) {
      const answered = page.waitForRequest((request) => request.url().startsWith(at.silentUri))
      await page.goto(appOf(at).url({ nonce: '' })).catch(() => undefined)
      await answered
      await page.goto(`${at.server.issuer}/activity?refused=yes`)
      await page.locator('#exchanges a').first().click()
      await page.locator('#broken').waitFor()
      await page.locator('#held').click()
    },
  },
  {
    name: 'people, with somebody who cannot be added',
    async show(page, { server }) {
      await page.goto(`${server.issuer}/people`)
      await page.locator('#adding-title').click()
      await page.fill('#username', 'alice')
      await page.click('#add-submit')
      await page.locator('#username-problem').waitFor()
    },
  },
  {
    name: 'a person, with JSON that is none yet',
    async show(page, { server }) {
      await page.goto(`${server.issuer}/people/alice`)
      await page.locator('#removing-title').click()
      await page.fill('#claims', '{ "department": ')
      await page.locator('#claims-problem', { hasText: 'no JSON yet' }).waitFor()
    },
  },
  {
    name: 'a page of the documentation',
    async show(page, { server }) {
      await page.goto(`${server.issuer}/documentation/configuration`)
    },
  },
  {
    name: 'moving to code',
    async show(page, { server }) {
      await page.goto(`${server.issuer}/moving-to-code`)
      await page.locator('#plain-javascript').waitFor()
    },
  },
  {
    name: 'playground',
    async show(page, { server }) {
      await page.goto(`${server.issuer}/playground`)
      await page.locator('#sign-in:enabled').waitFor()
      await page.locator('summary', { hasText: 'Advanced' }).click()
    },
  },
  {
    name: 'playground with results',
    async show(page, { server }) {
      await askInPlayground(page, server.issuer, { prompt: 'consent' })
      await signInAs(page, 'alice')
      await approve(page, 'remember')
      await checksOf(page)
      await page.locator('#call-userinfo').click()
      await page.locator('#userinfo table').waitFor()
      await page.locator('#renew-silently').click()
      await page.locator('#renewal .remark').waitFor()
    },
  },
  {
    name: 'playground with an error',
    async show(page, { server }) {
      await askInPlayground(page, server.issuer, { prompt: 'none' })
      await page.locator('#problem').waitFor()
      await checksOf(page)
    },
  },
  {
    name: 'playground-callback without an answer',
    async show(page, { server }) {
      await page.goto(`${server.issuer}/playground/callback`)
      await page.locator('#problem').waitFor()
    },
  },
  {
    // the last, for every app is served what is chosen here
    name: 'scenarios',
    async show(page, { server }) {
      await page.goto(`${server.issuer}/scenarios`)
      await page.getByRole('button', { name: 'Serve wrong-nonce' }).click()
      await page.locator('#now-name', { hasText: 'wrong-nonce' }).waitFor()
    },
  },
  ...applicationScenes,
]
