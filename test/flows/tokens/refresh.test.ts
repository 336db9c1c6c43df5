import { describe, expect, it } from 'vitest'
import { createFlows, type Flows, isRevoked } from '../../support/flows.ts'
import { anAppOfCodes, redemptionIn, refreshOf, requestOf } from '../../support/token-requests.ts'

const clients = [anAppOfCodes()]
const refused = { error: 'invalid_grant' }

const asked = (flows: Flows, form: Readonly<Record<string, string>>) => flows.token(requestOf(form))

const begun = async (flows: Flows) => asked(flows, await redemptionIn(flows))

describe('a refresh token', () => {
  it('works once and gives the next (RFC 9700 §4.14.2)', async () => {
    const flows = createFlows({ clients })
    const first = await begun(flows)
    const second = await asked(flows, refreshOf(first))
    expect(second.refresh_token).not.toBe(first.refresh_token)
    expect(second).toMatchObject({ token_type: 'Bearer', expires_in: 3600, scope: 'openid' })
    expect((await asked(flows, refreshOf(second))).token_type).toBe('Bearer')
  })

  it('that is used twice ends all that its grant gave, and the log says so (RFC 9700 §4.14.2)', async () => {
    const flows = createFlows({ clients })
    const first = await begun(flows)
    const second = await asked(flows, refreshOf(first))
    await expect(asked(flows, refreshOf(first))).rejects.toMatchObject({
      ...refused,
      message: expect.stringContaining('a second use ends them all'),
    })
    await expect(asked(flows, refreshOf(second))).rejects.toMatchObject(refused)
    for (const { access_token } of [first, second]) {
      expect(await isRevoked(flows, access_token)).toBe(true)
    }
    const ended = flows.emitted.filter(({ kind }) => kind === 'grant.ended')
    expect(ended).toEqual([
      {
        kind: 'grant.ended',
        sub: 'alice',
        clientId: 'spa',
        why: 'refresh-token-reused',
      },
    ])
  })

  it('that is wrong or refused ends nothing', async () => {
    const flows = createFlows({ clients })
    const first = await begun(flows)
    const form = refreshOf(first)
    for (const wrong of [
      { ...form, refresh_token: `${form['refresh_token']}x` },
      { ...form, refresh_token: (form['refresh_token'] ?? '').replace(/.$/, '_') },
      { ...form, refresh_token: '' },
      { ...form, scope: 'openid profile' },
      { ...form, resource: 'https://other.example' },
    ]) {
      await expect(asked(flows, wrong)).rejects.toBeInstanceOf(Error)
    }
    expect(await isRevoked(flows, first.access_token)).toBe(false)
    expect((await asked(flows, form)).token_type).toBe('Bearer')
  })

  it('ends without a use for a fortnight, and after thirty days however often it is used', async () => {
    const flows = createFlows({ clients: [anAppOfCodes({ scopes: undefined })] })
    const offline = await redemptionIn(flows, {
      scope: 'openid offline_access',
      prompt: 'login consent',
    })
    let given = await asked(flows, offline)
    for (const days of [14, 14]) {
      flows.clock.time += days * 86_400
      given = await asked(flows, refreshOf(given))
    }
    flows.clock.time += 2 * 86_400
    await expect(asked(flows, refreshOf(given))).rejects.toMatchObject(refused)
    const idle = await asked(
      flows,
      await redemptionIn(flows, { scope: 'openid offline_access', prompt: 'login consent' }),
    )
    flows.clock.time += 14 * 86_400 + 1
    await expect(asked(flows, refreshOf(idle))).rejects.toMatchObject(refused)
  })

  it('without offline_access ends with the longest time of its session', async () => {
    const flows = createFlows({ clients })
    const first = await begun(flows)
    flows.clock.time += 86_399
    const second = await asked(flows, refreshOf(first))
    flows.clock.time += 1
    await expect(asked(flows, refreshOf(second))).rejects.toMatchObject(refused)
  })
})
