/**
 * How to get the pages about apps onto the screen.
 *
 * @module
 */

import type { Page } from 'playwright-core'
import { createApp } from '../support/app.ts'
import { signInAs } from '../support/people.ts'
import type { Scene, Stage } from './scenes.ts'

/** Fills the form of a new app in, but for what `kind` hides. */
export async function fillIn(page: Page, name: string, kind: string, callback?: string) {
  await page.fill('#name', name)
  await page.check(`#kind-${kind}`)
  if (callback !== undefined) await page.fill('#callbacks', callback)
}

async function register(page: Page, { server }: Stage, name: string, kind: string) {
  await page.goto(`${server.issuer}/new-application`)
  await fillIn(page, name, kind, kind === 'service' ? undefined : 'http://localhost:5173/callback')
  await page.click('#create')
}

/** Names are told apart: each page is shown in a profile of its own, by one server. */
let count = 0
const fresh = (name: string): string => {
  count += 1
  return `${name} ${count}`
}

export const applicationScenes: readonly Scene[] = [
  {
    name: 'applications',
    async show(page, { server }) {
      await page.goto(`${server.issuer}/applications`)
      await page.locator('#applications').waitFor()
    },
  },
  {
    name: 'new application, nothing typed',
    async show(page, { server }) {
      await page.goto(`${server.issuer}/new-application`)
      await page.locator('#callbacks-typed:not(:empty)').waitFor()
    },
  },
  {
    name: 'new application, with problems',
    async show(page, { server }) {
      await page.goto(`${server.issuer}/new-application`)
      await fillIn(page, 'Wrong', 'single-page', 'http://app.example/callback')
      await page.fill('#scopes', 'nope')
      await page.click('#create')
      await page.locator('#callbacks-problem').waitFor()
    },
  },
  {
    name: 'application',
    async show(page, at) {
      await register(page, at, fresh('A single-page app with a rather long name'), 'single-page')
      await page.click('#keys')
      await page.locator('#key-sets').waitFor()
    },
  },
  {
    name: 'application that somebody granted',
    async show(page, at) {
      const { server, silentUri } = at
      await page.goto(
        createApp(server.issuer, { clientId: 'granted', redirectUri: silentUri }).url(),
      )
      await signInAs(page, 'alice')
      const answered = page.waitForRequest((request) => request.url().startsWith(silentUri))
      await page.locator('#consent-allow').click({ noWaitAfter: true })
      await answered
      await page.goto(`${server.issuer}/applications/granted`)
      await page.locator('#withdraw-1').waitFor()
    },
  },
  {
    name: 'secret of an application',
    async show(page, at) {
      await register(page, at, fresh('Service'), 'service')
      await page.locator('#client-secret').waitFor()
    },
  },
  {
    name: 'application to delete',
    async show(page, at) {
      await register(page, at, fresh('Short-lived'), 'native')
      await page.click('#delete')
      await page.locator('#form-delete').waitFor()
    },
  },
  {
    name: 'why a request of an application is refused',
    async show(page, at) {
      await register(page, at, fresh('Refused'), 'single-page')
      const clientId = (await page.locator('#client-id').textContent()) ?? ''
      const redirectUri = 'http://localhost:5173/another'
      await page.goto(createApp(at.server.issuer, { clientId, redirectUri }).url())
      await page.locator('#application').waitFor()
    },
  },
]
