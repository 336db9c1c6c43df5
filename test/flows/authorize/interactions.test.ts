import { describe, expect, it } from 'vitest'
import type { RegisteredClient } from '../../../src/protocol/client/client.ts'
import { aClient } from '../../support/clients.ts'
import { aBrowser, completed, createFlows, formOf, stepIn } from '../../support/flows.ts'

const begun = async () => {
  const flows = createFlows()
  return { flows, step: stepIn(await flows.authorize(), 'log-in') }
}

const otherBrowser = { sessionId: undefined, binding: 'another-binding' }

describe('a step of a request', () => {
  it('is shown as often as its browser likes', async () => {
    const { flows, step } = await begun()
    for (let times = 0; times < 3; times += 1) {
      expect(await flows.logIn.show(step.id, aBrowser)).toMatchObject({ kind: 'found' })
    }
  })

  it('is taken once, and then offers to start again', async () => {
    const { flows, step } = await begun()
    const submit = () => flows.logIn.submit(step.id, formOf('alice', step.csrf), aBrowser)
    expect((await submit()).kind).toBe('signed-in')
    expect(await submit()).toEqual({ kind: 'gone', why: 'used', again: step.id })
    expect(await flows.logIn.show(step.id, aBrowser)).toMatchObject({ why: 'used' })
  })

  it('is taken once by a hundred at the same time', async () => {
    const { flows, step } = await begun()
    const tries = Array.from({ length: 100 }, () =>
      flows.logIn.submit(step.id, formOf('alice', step.csrf), aBrowser),
    )
    const kinds = (await Promise.all(tries)).map(({ kind }) => kind)
    expect(kinds.filter((kind) => kind === 'signed-in')).toHaveLength(1)
    expect(kinds.filter((kind) => kind === 'gone')).toHaveLength(99)
  })

  it.each([
    ['another', otherBrowser],
    ['one without a cookie', { sessionId: undefined, binding: undefined }],
  ])('is not shown to, nor taken by, %s browser', async (_which, browser) => {
    const { flows, step } = await begun()
    const over = { kind: 'gone', why: 'another-browser' }
    expect(await flows.logIn.show(step.id, browser)).toEqual(over)
    expect(await flows.logIn.submit(step.id, formOf('alice', step.csrf), browser)).toEqual(over)
    expect((await flows.logIn.show(step.id, aBrowser)).kind).toBe('found')
  })

  it.each([undefined, '', 'forged'])(
    'is not taken with the token %j (RFC 6749 §10.12)',
    async (csrf) => {
      const { flows, step } = await begun()
      const outcome = await flows.logIn.submit(step.id, formOf('alice', csrf), aBrowser)
      expect(outcome).toEqual({ kind: 'gone', why: 'forged' })
      expect((await flows.logIn.show(step.id, aBrowser)).kind).toBe('found')
    },
  )

  it('is not taken with the token of another step', async () => {
    const { flows, step } = await begun()
    const other = stepIn(await flows.authorize(), 'log-in')
    const outcome = await flows.logIn.submit(step.id, formOf('alice', other.csrf), aBrowser)
    expect(outcome).toMatchObject({ why: 'forged' })
  })

  it('ends after ten minutes, and is forgotten an hour later', async () => {
    const { flows, step } = await begun()
    flows.clock.time += 599
    expect((await flows.logIn.show(step.id, aBrowser)).kind).toBe('found')
    flows.clock.time += 1
    const expired = { kind: 'gone', why: 'expired', again: step.id }
    expect(await flows.logIn.show(step.id, aBrowser)).toEqual(expired)
    const form = formOf('alice', step.csrf)
    expect(await flows.logIn.submit(step.id, form, aBrowser)).toEqual(expired)
    flows.clock.time += 3600
    expect(await flows.logIn.show(step.id, aBrowser)).toEqual({ kind: 'gone', why: 'unknown' })
  })

  it('is not found under another step’s address', async () => {
    const { flows, step } = await begun()
    expect(await flows.askConsent.show(step.id, aBrowser)).toEqual({ kind: 'gone', why: 'unknown' })
    expect(await flows.chooseAccount.show(step.id, aBrowser)).toMatchObject({ why: 'unknown' })
    const submitted = await flows.askConsent.submit(
      step.id,
      { csrf: step.csrf, decision: 'allow' },
      aBrowser,
    )
    expect(submitted).toEqual({ kind: 'gone', why: 'unknown' })
  })

  it('gives way when its browser has opened five more', async () => {
    const { flows, step } = await begun()
    for (let more = 0; more < 5; more += 1) await flows.authorize()
    expect(await flows.logIn.show(step.id, aBrowser)).toMatchObject({ why: 'unknown' })
  })

  it('gives way to none that was answered meanwhile', async () => {
    const { flows, step } = await begun()
    for (let more = 0; more < 10; more += 1) {
      const { id, csrf } = stepIn(await flows.authorize(), 'log-in')
      const form = { ...formOf('alice', csrf), decision: 'cancel' }
      expect((await flows.logIn.submit(id, form, aBrowser)).kind).toBe('cancelled')
    }
    expect((await flows.logIn.show(step.id, aBrowser)).kind).toBe('found')
  })

  it('is over when the clock is put back, for it would last as much longer', async () => {
    const { flows, step } = await begun()
    flows.clock.time -= 61
    expect(await flows.logIn.show(step.id, aBrowser)).toMatchObject({ why: 'expired' })
  })

  it('gives way to no other browser', async () => {
    const { flows, step } = await begun()
    for (let more = 0; more < 20; more += 1) await flows.authorize({}, otherBrowser)
    expect((await flows.logIn.show(step.id, aBrowser)).kind).toBe('found')
  })

  it.each<[string, readonly RegisteredClient[]]>([
    ['is disabled', [aClient({ enabled: false })]],
    ['has another redirect URI', [aClient({ redirectUris: ['https://app.example/other'] })]],
    ['has fewer scopes', [aClient({ scopes: new Set(['openid']) })]],
    ['has fewer response types', [aClient({ responseTypes: ['id_token'] })]],
    ['has fewer response modes', [aClient({ responseModes: ['fragment'] })]],
  ])('is over when its client %s by now, and issues nothing', async (_what, clients) => {
    const flows = createFlows()
    const changes = { scope: 'openid profile', response_mode: 'form_post' }
    const { id, csrf } = stepIn(await flows.authorize(changes), 'log-in')
    flows.clients.replace(clients)
    const withdrawn = { kind: 'gone', why: 'withdrawn', again: undefined }
    expect(await flows.logIn.show(id, aBrowser)).toEqual(withdrawn)
    expect(await flows.logIn.submit(id, formOf('alice', csrf), aBrowser)).toEqual(withdrawn)
    expect(flows.emitted).toEqual([])
  })

  it('goes on when its client has changed in what it did not ask for', async () => {
    const { flows, step } = await begun()
    flows.clients.replace([aClient({ scopes: new Set(['openid']), responseModes: ['fragment'] })])
    expect(await flows.logIn.show(step.id, aBrowser)).toMatchObject({ kind: 'found' })
  })

  it('keeps what was asked, letter for letter, and no hint (OIDC Core §3.1.2.1)', async () => {
    const flows = createFlows({ mode: 'local' })
    const { answer } = await completed(flows)
    const sent = {
      scope: 'openid nope profile',
      response_mode: 'form_post',
      prompt: 'login consent',
      max_age: '60',
      claims: '{"id_token":{"name":null,"acr":{"values":["urn:b","urn:a"]}}}',
      acr_values: 'urn:a',
      login_hint: 'alice "é"',
      id_token_hint: answer['id_token'],
      ui_locales: 'se de-AT fr',
      resource: ['https://api.example/', 'https://other.example/'],
    }
    const opened = stepIn(await flows.authorize(sent), 'log-in')
    const found = await flows.logIn.show(opened.id, aBrowser)
    if (found.kind !== 'found') throw new Error('found')
    expect(found.interaction.request).toEqual(opened.request)
    expect(found.interaction.to).toEqual(opened.to)
    const kept = JSON.stringify(await flows.interactions.find(opened.id))
    expect(kept).not.toContain(answer['id_token'])
    expect(found.interaction.uiLocales).toBe('de')
  })
})

it.each([
  ['one value', 'a'.repeat(31_000)],
  ['15,000 values', 'a '.repeat(15_000)],
])('a request keeps little of 30 kB of acr_values in %s (OIDC Core §3.1.2.1)', async (_, sent) => {
  const flows = createFlows()
  const opened = stepIn(await flows.authorize({ acr_values: sent }), 'log-in')
  const kept = JSON.stringify(await flows.interactions.find(opened.id))
  expect(kept.length).toBeLessThan(2000)
  const found = await flows.logIn.show(opened.id, aBrowser)
  if (found.kind !== 'found') throw new Error('found')
  expect(found.interaction.request.acrValues).toEqual(opened.request.acrValues)
})

describe('a request that is started again', () => {
  it('begins with its first step, from a step that is done or has expired', async () => {
    const flows = createFlows()
    const { id, csrf } = stepIn(await flows.authorize({ prompt: 'login', state: 's' }), 'log-in')
    const entered = await flows.logIn.submit(id, formOf('alice', csrf), aBrowser)
    if (entered.kind !== 'signed-in') throw new Error('signed in')
    const browser = { ...aBrowser, sessionId: entered.session.id }
    const asked = stepIn(entered.outcome, 'ask-consent')
    flows.clock.time += 600
    for (const gone of [id, asked.id]) {
      const again = stepIn(await flows.restart(gone, browser), 'log-in')
      expect(again.to.state).toBe('s')
      expect([id, asked.id]).not.toContain(again.id)
    }
  })

  it('is started by its own browser only, and while it is remembered', async () => {
    const { flows, step } = await begun()
    expect(await flows.restart(step.id, otherBrowser)).toMatchObject({ why: 'another-browser' })
    expect(await flows.restart('never-was', aBrowser)).toMatchObject({ why: 'unknown' })
    flows.clients.replace([])
    expect(await flows.restart(step.id, aBrowser)).toMatchObject({ why: 'forgotten' })
  })
})

describe('two tabs of a browser', () => {
  it('do not mix their requests, answered crosswise', async () => {
    const flows = createFlows()
    const one = stepIn(await flows.authorize({ state: 'one', nonce: 'n-one' }), 'log-in')
    const two = stepIn(await flows.authorize({ state: 'two', nonce: 'n-two' }), 'log-in')
    const afterTwo = await flows.logIn.submit(two.id, formOf('alice', two.csrf), aBrowser)
    const afterOne = await flows.logIn.submit(one.id, formOf('bob', one.csrf), aBrowser)
    if (afterOne.kind !== 'signed-in' || afterTwo.kind !== 'signed-in') throw new Error('signed in')
    expect(stepIn(afterTwo.outcome, 'ask-consent')).toMatchObject({ to: { state: 'two' } })
    expect(stepIn(afterOne.outcome, 'ask-consent')).toMatchObject({ to: { state: 'one' } })
    expect(stepIn(afterOne.outcome, 'ask-consent').request.nonce).toBe('n-one')
  })
})
