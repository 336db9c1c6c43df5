import { describe, expect, it } from 'vitest'
import { sentParameters } from '../../support/authorize-requests.ts'
import { aClient } from '../../support/clients.ts'
import { completed, createFlows, type Flows } from '../../support/flows.ts'

const messageOf = async (flows: Flows, token: string) => {
  try {
    return JSON.stringify(await flows.userinfo(token))
  } catch (error) {
    return (error as Error).message
  }
}

const tokenOf = async (flows: Flows, browser?: { sessionId: string; binding: string }) => {
  const completion = await completed(flows, 'alice', browser === undefined ? {} : { browser })
  return { token: completion.answer['access_token'] ?? '', ...completion }
}

describe.each(['jwt', 'opaque'] as const)('a dead token of the format %s', (accessTokenFormat) => {
  const clients = [aClient({ accessTokenFormat })]
  const local = () => createFlows({ clients, mode: 'local' })

  it('is said to be of a user who has signed out', async () => {
    const flows = local()
    const { token, answer, browser } = await tokenOf(flows)
    await flows.logOut.begin(sentParameters({ id_token_hint: answer['id_token'] }), browser)
    expect(await messageOf(flows, token)).toContain('Its user has signed out.')
  })

  it('is said to be of a user or an app that is gone', async () => {
    const flows = local()
    const { token } = await tokenOf(flows)
    flows.users.replace([])
    expect(await messageOf(flows, token)).toContain('Its user was taken out or disabled since.')
    flows.clients.replace([])
    expect(await messageOf(flows, token)).toContain('Its client was taken out or disabled since.')
  })

  it('is said to be nothing of ours', async () => {
    const sentence = accessTokenFormat === 'jwt' ? 'no JWT of this server' : 'no opaque token'
    const token = accessTokenFormat === 'jwt' ? 'a.b.c' : 'abc'
    expect(await messageOf(local(), token)).toContain(sentence)
  })

  it('is told no reason in strict mode', async () => {
    const flows = createFlows({ clients })
    const { token } = await tokenOf(flows)
    flows.users.replace([])
    for (const dead of [token, 'a.b.c', 'abc']) {
      expect(await messageOf(flows, dead)).toBe('The access token is not valid, or not any more.')
    }
  })
})
