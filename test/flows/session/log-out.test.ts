import { describe, expect, it } from 'vitest'
import { sentParameters } from '../../support/authorize-requests.ts'
import { aClient } from '../../support/clients.ts'
import { answerIn, completed, createFlows } from '../../support/flows.ts'

const bye = 'https://app.example/bye'

const signedIn = async () => {
  const flows = createFlows()
  const { browser, session, answer } = await completed(flows, 'alice', { decision: 'remember' })
  return { flows, browser, session, hint: answer['id_token'] ?? '' }
}

const begin = ({ flows, browser }: Awaited<ReturnType<typeof signedIn>>, changes = {}) =>
  flows.logOut.begin(sentParameters(changes), browser)

describe('a logout', () => {
  it('with the hint of this session ends it at once and goes back', async () => {
    const at = await signedIn()
    const outcome = await begin(at, {
      id_token_hint: at.hint,
      post_logout_redirect_uri: bye,
      state: 's',
    })
    expect(outcome).toMatchObject({ kind: 'signed-out', address: { redirectUri: bye, state: 's' } })
    expect(await at.flows.currentSession(at.session.id)).toBeUndefined()
    const { flows, browser } = at
    expect(answerIn(await flows.authorize({ prompt: 'none' }, browser))['error']).toBe(
      'login_required',
    )
    expect(flows.emitted).toContainEqual({
      kind: 'user.signed-out',
      sub: 'alice',
      sid: at.session.sid,
    })
  })

  it('without a hint asks first, and nothing ends until the user says so', async () => {
    const at = await signedIn()
    const outcome = await begin(at, { client_id: 'spa', post_logout_redirect_uri: bye })
    if (outcome.kind !== 'ask') throw new Error('asked')
    expect(await at.flows.currentSession(at.session.id)).toBeDefined()
    const { id, csrf } = outcome.pending
    const confirmed = await at.flows.logOut.confirm(id, { csrf, decision: 'sign-out' }, at.browser)
    expect(confirmed).toMatchObject({ kind: 'signed-out', address: { redirectUri: bye } })
    expect(await at.flows.currentSession(at.session.id)).toBeUndefined()
  })

  it.each([
    ['a forged token', 'forged', { csrf: 'forged' }, {}],
    ['no token', 'forged', { csrf: undefined }, {}],
    ['another browser', 'another-browser', {}, { binding: 'another' }],
    ['no browser', 'another-browser', {}, { binding: undefined }],
  ])('is not confirmed by %s, which is told why: %s', async (_what, why, form, browser) => {
    const at = await signedIn()
    const outcome = await begin(at)
    if (outcome.kind !== 'ask') throw new Error('asked')
    const { id, csrf } = outcome.pending
    const sent = { csrf, decision: 'sign-out', ...form }
    expect(await at.flows.logOut.confirm(id, sent, { ...at.browser, ...browser })).toEqual({
      kind: 'gone',
      why,
      again: undefined,
    })
    expect(await at.flows.currentSession(at.session.id)).toBeDefined()
  })

  it('is confirmed once, within ten minutes', async () => {
    const at = await signedIn()
    const [one, two] = [await begin(at), await begin(at)]
    if (one.kind !== 'ask' || two.kind !== 'ask') throw new Error('asked')
    const confirm = ({ id, csrf }: typeof one.pending) =>
      at.flows.logOut.confirm(id, { csrf, decision: 'stay' }, at.browser)
    expect((await confirm(one.pending)).kind).toBe('stayed')
    expect(await confirm(one.pending)).toMatchObject({ kind: 'gone', why: 'used' })
    at.flows.clock.time += 600
    expect(await confirm(two.pending)).toMatchObject({ kind: 'gone', why: 'expired' })
    expect(await at.flows.currentSession(at.session.id)).toBeDefined()
  })

  it('that a rule refuses goes nowhere (OIDC RP-Initiated Logout §4)', async () => {
    const at = await signedIn()
    const changes = { id_token_hint: at.hint, post_logout_redirect_uri: 'https://evil.example/' }
    expect((await begin(at, changes)).kind).toBe('refused')
    expect(await at.flows.currentSession(at.session.id)).toBeDefined()
  })

  it('names its app by client_id, before the hint does (OIDC RP-Initiated Logout §2)', async () => {
    const at = await signedIn()
    expect(await begin(at, { id_token_hint: at.hint, client_id: 'nobody' })).toMatchObject({
      kind: 'refused',
      client: undefined,
      refusal: { description: expect.stringContaining('name a registered client') },
    })
  })

  it.each([
    ['has been disabled', aClient({ enabled: false })],
    ['has been taken out', undefined],
    ['has another address', aClient({ postLogoutRedirectUris: ['https://app.example/other'] })],
  ])('goes back to no app that %s while its user was asked', async (_, now) => {
    const at = await signedIn()
    const outcome = await begin(at, { client_id: 'spa', post_logout_redirect_uri: bye })
    if (outcome.kind !== 'ask') throw new Error('asked')
    at.flows.clients.replace(now === undefined ? [] : [now])
    const { id, csrf } = outcome.pending
    const confirmed = await at.flows.logOut.confirm(id, { csrf, decision: 'sign-out' }, at.browser)
    expect(confirmed).toMatchObject({ kind: 'signed-out', address: undefined })
    expect(await at.flows.currentSession(at.session.id)).toBeUndefined()
  })

  it('of nobody offers the way back and does not go by itself', async () => {
    const { flows } = await signedIn()
    const sent = sentParameters({ client_id: 'spa', post_logout_redirect_uri: bye })
    const outcome = await flows.logOut.begin(sent, { sessionId: undefined, binding: undefined })
    expect(outcome).toMatchObject({
      kind: 'signed-out',
      address: undefined,
      offered: { redirectUri: bye },
    })
  })
})
