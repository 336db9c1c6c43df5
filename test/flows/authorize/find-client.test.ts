import { describe, expect, it } from 'vitest'
import { aClient } from '../../support/clients.ts'
import { aBrowser, answerIn, completed, createFlows, stepIn } from '../../support/flows.ts'

const at = (port: number, clientId = 'new') => ({
  client_id: clientId,
  redirect_uri: `http://localhost:${port}/cb`,
})

const createLocal = (capacity = 1000) =>
  createFlows({ loopbackClients: true, mode: 'local', registry: { capacity } })

describe('an app that nobody has registered', () => {
  it('is accepted on loopback, once, and the log says how to register it', async () => {
    const flows = createLocal()
    stepIn(await flows.authorize(at(5173)), 'log-in')
    stepIn(await flows.authorize(at(5173)), 'log-in')
    const accepted = flows.emitted.filter(({ kind }) => kind === 'client.accepted')
    expect(accepted).toMatchObject([{ clientId: 'new', origin: 'http://localhost:5173' }])
  })

  it('is told to be registered with the redirect URI that a user has approved elsewhere, too', async () => {
    const flows = createLocal()
    await completed(flows, 'alice', { changes: at(5173) })
    await flows.authorize(at(1))
    await flows.authorize(at(4200))
    const [last] = flows.emitted.filter(({ kind }) => kind === 'client.accepted').slice(-1)
    expect(last).toMatchObject({
      redirectUris: ['http://localhost:5173/cb', 'http://localhost:4200/cb'],
      responseTypes: ['id_token token'],
    })
  })

  it.each([
    [{ client_id: undefined }, 'no_client_id'],
    [{ client_id: 'two words' }, 'client_id_syntax'],
    [{ redirect_uri: undefined }, 'no_redirect_uri'],
    [{ redirect_uri: 'https://app.example/' }, 'not_on_loopback'],
    [{ redirect_uri: 'http://localhost:9400/authorize' }, 'own_address'],
  ])('is refused by a rule of its own: %j is %s', async (changes, error) => {
    const flows = createLocal()
    const outcome = await flows.authorize({ ...at(5173), ...changes })
    expect(outcome).toMatchObject({ kind: 'unanswerable', problem: { refusal: { error } } })
    expect(flows.emitted).toMatchObject([{ kind: 'request.refused', error, shown: 'page' }])
  })

  it('is an unknown client where such apps are not accepted', async () => {
    const outcome = await createFlows({ mode: 'local' }).authorize(at(5173))
    expect(outcome).toMatchObject({ problem: { refusal: { error: 'unknown_client' } } })
  })

  it('takes the place of one that never had an answer, and the log says of which', async () => {
    const flows = createLocal(2)
    await completed(flows, 'alice', { changes: at(5173) })
    await flows.authorize(at(2))
    stepIn(await flows.authorize(at(3)), 'log-in')
    const forgotten = flows.emitted.filter(({ kind }) => kind === 'client.forgotten')
    expect(forgotten).toMatchObject([{ clientId: 'new', origin: 'http://localhost:2' }])
    stepIn(await flows.authorize({ ...at(5173), prompt: 'login' }), 'log-in')
    expect(flows.emitted.filter(({ kind }) => kind === 'client.accepted')).toHaveLength(3)
  })

  it('is refused by a rule of its own while all places are in use', async () => {
    const flows = createLocal(1)
    await completed(flows, 'alice', { changes: at(5173) })
    const refused = await flows.authorize(at(4200))
    expect(refused).toMatchObject({ problem: { refusal: { error: 'too_many_apps' } } })
    expect(flows.emitted.at(-1)).toMatchObject({ kind: 'request.refused', error: 'too_many_apps' })
    flows.clock.time += 3601
    stepIn(await flows.authorize(at(4200)), 'log-in')
  })

  it('keeps its place by an answer that needed no approval, for an hour', async () => {
    const flows = createFlows({
      loopbackClients: true,
      mode: 'local',
      autoConsent: true,
      registry: { capacity: 1 },
    })
    const { browser } = await completed(flows, 'alice', { changes: at(5173) })
    for (let visit = 0; visit < 3; visit += 1) {
      flows.clock.time += 1700
      const silent = await flows.authorize({ ...at(5173), prompt: 'none' }, browser)
      expect(answerIn(silent)).toHaveProperty('access_token')
    }
    const refused = await flows.authorize(at(4200))
    expect(refused).toMatchObject({ problem: { refusal: { error: 'too_many_apps' } } })
  })
})

describe('an app that made room while its page waited', () => {
  it('is not known any more, which its page says, and is accepted anew', async () => {
    const flows = createLocal(1)
    const { id } = stepIn(await flows.authorize(at(1)), 'log-in')
    stepIn(await flows.authorize(at(2)), 'log-in')
    expect(await flows.logIn.show(id, aBrowser)).toMatchObject({ kind: 'gone', why: 'forgotten' })
    const again = stepIn(await flows.authorize(at(1)), 'log-in')
    expect(await flows.logIn.show(again.id, aBrowser)).toMatchObject({ kind: 'found' })
  })
})

describe('a native app that may have any port of loopback', () => {
  it('may not have ours (RFC 9700 §4.1.3)', async () => {
    const redirectUris = ['http://127.0.0.1/logout']
    const flows = createFlows({ clients: [aClient({ applicationType: 'native', redirectUris })] })
    const at = (port: number) =>
      flows.authorize({ redirect_uri: `http://127.0.0.1:${port}/logout` })
    stepIn(await at(9401), 'log-in')
    expect(await at(9400)).toMatchObject({ problem: { refusal: { error: 'own_address' } } })
  })
})
