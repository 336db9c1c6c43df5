import { existsSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import type { PageModels, PageName } from '../../src/http/pages/models/pages.ts'
import { viewsRoot } from '../../src/http/pages/views.ts'
import { all, byId, createPages, elementsIn, type Page, textOf } from './render.ts'
import { sampleModels } from './sample-models.ts'

const names = Object.keys(sampleModels) as PageName[]

let pages: Awaited<ReturnType<typeof createPages>>
beforeAll(async () => {
  pages = await createPages()
})

function page<Name extends PageName>(
  name: Name,
  changes: Partial<PageModels[Name]> = {},
): Promise<Page> {
  return pages.render(name, { ...sampleModels[name], ...changes })
}

const byTag = (root: Page['root'], tag: string) => all(root, tag)[0] as Page['root']

describe.each(names)('The page %s', (name) => {
  it('has a header that leads to the start page of the server', async () => {
    const [header] = all((await page(name)).root, 'header')
    expect(all(header as Page['root'], 'a').map(({ attributes }) => attributes['href'])).toEqual([
      '/',
    ])
  })

  it('is HTML in UTF-8 with a language, a title and one heading of the first rank', async () => {
    const { root, html, contentType } = await page(name)
    expect(contentType).toBe('text/html; charset=utf-8')
    expect(html).toMatch(/^<!doctype html>\n/)
    expect(root.attributes['lang']).toBe('en')
    expect(all(root, 'title').map(textOf).join()).toMatch(/^\S.* · Fragrant$/)
    expect(all(root, 'h1')).toHaveLength(1)
    expect(all(root, 'main')).toHaveLength(1)
  })

  it('has no inline script, style or event handler, so that the policy of the server holds', async () => {
    const { root } = await page(name)
    expect(all(root, 'style')).toEqual([])
    for (const script of all(root, 'script')) expect(textOf(script)).toBe('')
    for (const { attributes } of elementsIn(root)) {
      const bad = Object.keys(attributes).filter((key) => key === 'style' || key.startsWith('on'))
      expect(bad).toEqual([])
    }
  })

  it('loads nothing but assets of this server, which are there (RFC 9700 §4.2.4)', async () => {
    const { root } = await page(name)
    const loaded = elementsIn(root).flatMap(({ tag, attributes }) => {
      return tag === 'link' ? [attributes['href']] : attributes['src'] ? [attributes['src']] : []
    })
    expect(loaded).toContain('/assets/style.css')
    for (const address of loaded) {
      expect(address).toMatch(/^\/assets\/[a-z-]+\.(css|js|svg)$/)
      expect(existsSync(new URL(`.${address}`, viewsRoot))).toBe(true)
    }
  })

  it('uses no id twice, and every label and description finds its field', async () => {
    const { root } = await page(name)
    const ids = elementsIn(root).flatMap(({ attributes }) => attributes['id'] ?? [])
    expect(new Set(ids).size).toBe(ids.length)
    for (const { attributes } of elementsIn(root)) {
      const pointers = [
        attributes['for'],
        attributes['aria-describedby'],
        attributes['aria-labelledby'],
      ]
      for (const id of pointers.flatMap((list) => list?.split(' ') ?? [])) expect(ids).toContain(id)
    }
  })

  it('names every field that a person fills in', async () => {
    const { root } = await page(name)
    const labelled = all(root, 'label').map(({ attributes }) => attributes['for'])
    const fields = ['input', 'select', 'textarea'].flatMap((tag) => all(root, tag))
    for (const { attributes } of fields) {
      if (attributes['type'] !== 'hidden') expect(labelled).toContain(attributes['id'])
    }
  })
})

describe('The log-in page', () => {
  it('says which app asks, where the answer goes and who the test users are', async () => {
    const text = textOf((await page('log-in')).root)
    expect(text).toContain('Sign in to client-name')
    expect(text).toContain('Client client-id')
    expect(text).toContain('Redirects to return-origin')
    expect(text).toContain('demo-hint-text')
  })

  it('can be cancelled with nothing filled in and nothing unfolded', async () => {
    const { root } = await page('log-in')
    const [cancel] = all(byId(root, 'cancel'), 'button')
    expect(cancel?.attributes).toMatchObject({ name: 'decision', value: 'cancel' })
    expect(
      all(byId(root, 'with-password'), 'button').map(({ attributes }) => attributes['id']),
    ).toEqual(['login-submit'])
  })

  it('folds the password form below the picker, and opens it for whoever typed something', async () => {
    const isOpen = async (changes: Partial<PageModels['log-in']>) => {
      const { root } = await page('log-in', { username: '', problem: undefined, ...changes })
      return byId(root, 'with-password').attributes['open'] !== undefined
    }
    expect(await isOpen({})).toBe(false)
    expect(await isOpen({ problem: 'That was wrong.' })).toBe(true)
    expect(await isOpen({ username: 'alice' })).toBe(true)
    const { root } = await page('log-in', { users: [], query: '' })
    expect(elementsIn(root).some(({ attributes }) => attributes['id'] === 'with-password')).toBe(
      false,
    )
  })

  it('names the app once where its name is its id', async () => {
    const client = { ...sampleModels.consent.client, name: 'my-app', id: 'my-app' }
    const app = { client, returnOrigin: 'return-origin' }
    const text = textOf(byTag((await page('log-in', { app })).root, 'main'))
    expect(text.match(/my-app/g)).toHaveLength(1)
  })

  it('speaks of no app and has nothing to cancel where it leads to the account page', async () => {
    const { root } = await page('log-in', { app: undefined })
    expect(textOf(byTag(root, 'h1'))).toBe('Sign in to your account')
    expect(textOf(root)).not.toContain('Redirects to')
    expect(all(byId(root, 'login'), 'button')).toHaveLength(1)
  })

  it('has the one-click picker first, and tells its users apart', async () => {
    const { root } = await page('log-in')
    const forms = all(root, 'form').map(({ attributes }) => attributes['id'])
    expect(forms).toEqual(['search', 'picker', 'newcomer-form', 'login', 'cancel'])
    const text = textOf(byId(root, 'pick-1'))
    for (const said of ['first-initials', 'first-name', 'first-detail', 'first-role']) {
      expect(text).toContain(said)
    }
    expect(textOf(byId(root, 'unlisted'))).toContain('12 more users')
  })

  it('searches many users by a script, and has none for a few', async () => {
    const loads = async (searchable: boolean) =>
      all((await page('log-in', { searchable })).root, 'script').map((script) => {
        return script.attributes['src']
      })
    expect(await loads(true)).toEqual(['/assets/find-person.js'])
    expect(await loads(false)).toEqual([])
  })

  it('has fields that a password manager knows', async () => {
    const { root } = await page('log-in')
    expect(byId(root, 'username').attributes).toMatchObject({
      name: 'username',
      autocomplete: 'username',
      autocapitalize: 'none',
      spellcheck: 'false',
      value: 'typed-username',
    })
    expect(byId(root, 'password').attributes).toMatchObject({
      name: 'password',
      type: 'password',
      autocomplete: 'current-password',
    })
    expect(byId(root, 'password').attributes).not.toHaveProperty('value')
  })

  it('puts the cursor where the user goes on', async () => {
    const focusOf = async (changes: Partial<PageModels['log-in']>) =>
      elementsIn(
        (
          await page('log-in', {
            ...{ problem: undefined, newcomer: undefined, query: '' },
            ...changes,
          })
        ).root,
      )
        .filter(({ attributes }) => 'autofocus' in attributes)
        .map(({ attributes }) => attributes['id'])
    expect(await focusOf({ username: '' })).toEqual(['pick-1'])
    expect(await focusOf({ username: '', users: [] })).toEqual(['username'])
    expect(await focusOf({ username: '', users: [], query: 'zoe' })).toEqual(['find'])
    expect(await focusOf({ username: '', problem: 'wrong' })).toEqual(['username'])
    expect(await focusOf({ username: 'alice' })).toEqual(['password'])
    expect(await focusOf({ username: 'alice', problem: 'wrong' })).toEqual(['password'])
    const newcomer = { name: 'carol', claims: '', problem: 'taken' }
    expect(await focusOf({ username: '', newcomer })).toEqual(['new-name'])
  })

  it('tells a problem as an alert and ties it to the fields', async () => {
    const { root } = await page('log-in')
    expect(byId(root, 'problem').attributes['role']).toBe('alert')
    expect(textOf(byId(root, 'problem'))).toBe('problem-text')
    expect(byId(root, 'username').attributes['aria-describedby']).toContain('problem')
    const calm = (await page('log-in', { problem: undefined, demoHint: undefined })).root
    expect(byId(calm, 'username').attributes).not.toHaveProperty('aria-describedby')
    expect(byId(calm, 'username').attributes).not.toHaveProperty('aria-invalid')
  })

  it('offers the picker as a form of its own, and none where there are no users to pick', async () => {
    const { root } = await page('log-in')
    expect(byId(root, 'pick-1').attributes).toMatchObject({ name: 'pick', value: 'first-username' })
    expect(byId(root, 'pick-2').attributes).toMatchObject({
      name: 'pick',
      value: 'second-username',
    })
    expect(all(root, 'form').map((form) => all(form, 'button').length)).toEqual([1, 2, 1, 1, 1])
    const bare = await page('log-in', { users: [], query: '', newcomer: undefined })
    const left = all(bare.root, 'form').map(({ attributes }) => attributes['id'])
    expect(left).toEqual(['login', 'cancel'])
  })
})

describe('The consent page', () => {
  it('lets approve with one primary button, deny, or switch to another user', async () => {
    const { root } = await page('consent')
    const buttons = all(root, 'button').map((button) => {
      return [button.attributes['id'], button.attributes['value'], textOf(button)]
    })
    expect(buttons).toEqual([
      ['consent-switch', 'switch', 'Not you?'],
      ['consent-allow', 'allow', 'Approve'],
      ['consent-deny', 'deny', 'Deny'],
    ])
    const primary = all(root, 'button').filter((button) => button.attributes['class'] === 'primary')
    expect(primary.map(({ attributes }) => attributes['id'])).toEqual(['consent-allow'])
  })

  it('has a box to remember the approval, not ticked, only where it can be remembered', async () => {
    const boxes = async (rememberable: boolean) =>
      all((await page('consent', { rememberable })).root, 'input')
        .filter(({ attributes }) => attributes['type'] === 'checkbox')
        .map(({ attributes }) => [attributes['name'], attributes['value'], 'checked' in attributes])
    expect(await boxes(true)).toEqual([['remember', 'on', false]])
    expect(await boxes(false)).toEqual([])
  })

  it('says what was left out, in grey, and nothing where all is known', async () => {
    expect(textOf(byId((await page('consent')).root, 'left-out'))).toContain('left-out-scope')
    expect((await page('consent', { leftOut: [] })).html).not.toContain('left-out')
  })

  it('names the app, its id, the address, the scopes in words and the lifetime (RFC 6819 §5.2.4.1)', async () => {
    const text = textOf((await page('consent')).root)
    for (const said of [
      'client-name',
      'client-id',
      'return-origin',
      'scope-words',
      'scope-value',
      'lifetime-text',
    ]) {
      expect(text).toContain(said)
    }
  })
})

describe('The account page', () => {
  it('offers the current account, another one, and the others to pick', async () => {
    const { root } = await page('choose-account', { searchable: false })
    const buttons = all(root, 'button').map(({ attributes }) => {
      return [attributes['id'], attributes['name'], attributes['value']]
    })
    expect(buttons).toEqual([
      ['account-continue', 'choice', 'continue'],
      ['pick-1', 'pick', 'first-username'],
      ['pick-2', 'pick', 'second-username'],
      ['account-other', 'choice', 'other'],
    ])
  })
})

describe('The why page', () => {
  it('marks the difference, and says it in words', async () => {
    const { root } = await page('error')
    const registered = all(byId(root, 'comparison'), 'mark')
    expect(registered.map(textOf)).toEqual(['differs-part'])
    expect(textOf(byId(root, 'comparison'))).toContain('same-partdiffers-partrest-part')
    expect(textOf(byId(root, 'comparison'))).toContain('why')
  })

  it('says "nothing" where nothing was sent or registered', async () => {
    const comparison = { parameter: 'redirect_uri', sent: undefined, registered: [], unlisted: 0 }
    const { root } = await page('error', { comparison })
    expect(textOf(byId(root, 'comparison')).match(/nothing/g)).toHaveLength(2)
  })

  it('shows the sentence alone when there is nothing else to say', async () => {
    const { root } = await page('error', {
      cites: undefined,
      client: undefined,
      comparison: undefined,
      notes: [],
      snippet: undefined,
      snippetPlace: undefined,
      wayOn: undefined,
      activity: undefined,
      application: undefined,
    })
    expect(textOf(byId(root, 'description'))).toBe('description-text')
    expect(all(byTag(root, 'main'), 'a').map(({ attributes }) => attributes['id'])).toEqual([
      'start',
    ])
  })
})

describe('The sign-out page', () => {
  it('lets sign out or stay, with or without an app', async () => {
    const { root } = await page('log-out', { client: undefined, note: undefined })
    expect(byId(root, 'logout-confirm').attributes).toMatchObject({
      name: 'decision',
      value: 'sign-out',
    })
    expect(byId(root, 'logout-cancel').attributes).toMatchObject({
      name: 'decision',
      value: 'stay',
    })
  })
})

describe.each(['error', 'notice', 'logged-out'] as const)('The page %s', (name) => {
  it('is no dead end: it offers the way on, and the start page in any case', async () => {
    const { root } = await page(name)
    expect(byId(root, 'way-on').attributes['href']).toBe('https://app.example/on')
    expect(byId(root, 'start').attributes['href']).toBe('/')
    const bare = await page(name, { wayOn: undefined } as Partial<PageModels[typeof name]>)
    expect(byId(bare.root, 'start').attributes['href']).toBe('/')
    expect(bare.html).not.toContain('way-on')
  })
})

describe('The page after a sign-out', () => {
  it('says whether there was a session to end', async () => {
    const said = async (nobody: boolean) => textOf((await page('logged-out', { nobody })).root)
    expect(await said(false)).toContain('Your session on this server has ended.')
    expect(await said(true)).toContain('There was no session on this server to end.')
    expect(await said(true)).not.toContain('has ended')
  })
})

describe('The form-post page', () => {
  it('has a button for browsers without script, which sends nothing of its own', async () => {
    const { root } = await page('form-post')
    const button = byId(root, 'form-post-submit')
    expect(textOf(button)).toBe('Continue')
    expect(button.attributes['type']).toBe('submit')
    expect(button.attributes).not.toHaveProperty('name')
  })
})

describe('The start page', () => {
  it('leads to the playground and to the discovery document', async () => {
    const { root } = await page('console/overview')
    expect(byId(root, 'try-it').attributes['href']).toBe('/playground')
    expect(byId(root, 'discovery').attributes['href']).toBe(
      'https://issuer.example/.well-known/openid-configuration',
    )
    expect(textOf(root)).toContain('accepted on loopback')
  })

  it('says what keeps the server from answering', async () => {
    const { root } = await page('console/overview', { unready: 'The store cannot be reached.' })
    expect(textOf(byId(root, 'health-state'))).toContain('Not ready The store cannot be reached:')
    const well = await page('console/overview', { unready: undefined })
    expect(textOf(byId(well.root, 'health-state'))).toMatch(/^Healthy/)
  })

  it('offers no playground where there is none, and hides a password that is not given', async () => {
    const users = [
      {
        username: 'carol',
        name: 'Carol',
        initials: 'C',
        details: [],
        roles: [],
        password: undefined,
      },
    ]
    const { root } = await page('console/overview', { playground: undefined, users, clients: [] })
    expect(textOf(root)).not.toContain('Try it')
    expect(textOf(root)).toContain('password not shown')
  })
})
