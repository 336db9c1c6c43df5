import { describe, expect, it } from 'vitest'
import type { ClientId } from '../../../src/protocol/client/client.ts'
import { hashOf } from '../../../src/protocol/token/refresh-token.ts'
import type { Changes } from '../../support/authorize-requests.ts'
import { createFlows, type Flows } from '../../support/flows.ts'
import { anAppOfCodes, redemptionIn, refreshOf, requestOf } from '../../support/token-requests.ts'

const secretly = {
  auth: { methods: ['client_secret_post' as const], secretHash: hashOf('secret'), keys: [] },
}
const clients = [
  anAppOfCodes(),
  anAppOfCodes({ id: 'other' as ClientId }),
  anAppOfCodes({ id: 'web' as ClientId, ...secretly }),
]

const given = async (flows: Flows) => flows.token(requestOf(await redemptionIn(flows)))

const revoke = (flows: Flows, token: string | undefined, changes: Changes = {}) =>
  flows.revoke(requestOf({ token, client_id: 'spa', ...changes }))

const works = (flows: Flows, token: string) =>
  flows.userinfo(token).then(
    () => true,
    () => false,
  )

const ended = ({ emitted }: Flows) => emitted.filter(({ kind }) => kind === 'grant.ended')

describe('an app that revokes', () => {
  it('an access token ends that alone, for as long as it would live (RFC 7009 §2.1)', async () => {
    const flows = createFlows({ clients })
    const first = await given(flows)
    const second = await flows.token(requestOf(refreshOf(first)))
    await revoke(flows, first.access_token)
    for (const seconds of [0, 3599]) {
      flows.clock.time += seconds
      expect(await works(flows, first.access_token)).toBe(false)
    }
    flows.clock.time -= 3599
    expect(await works(flows, second.access_token)).toBe(true)
    expect((await flows.token(requestOf(refreshOf(second)))).token_type).toBe('Bearer')
    expect(ended(flows)).toEqual([])
  })

  it('a refresh token ends all that its grant gave, and the log says so once (RFC 7009 §2.1)', async () => {
    const flows = createFlows({ clients })
    const first = await given(flows)
    for (let press = 0; press < 2; press += 1) await revoke(flows, first.refresh_token)
    await expect(flows.token(requestOf(refreshOf(first)))).rejects.toMatchObject({
      error: 'invalid_grant',
    })
    expect(await works(flows, first.access_token)).toBe(false)
    expect(ended(flows)).toEqual([
      { kind: 'grant.ended', sub: 'alice', clientId: 'spa', why: 'revoked' },
    ])
  })

  it('what is another app’s, or nobody’s, ends nothing and is told nothing (RFC 7009 §2.2)', async () => {
    const flows = createFlows({ clients })
    const { access_token, refresh_token = '' } = await given(flows)
    for (const token of [access_token, refresh_token]) {
      await revoke(flows, token, { client_id: 'other' })
    }
    for (const token of ['x', 'a.b.c', `${refresh_token}x`]) await revoke(flows, token)
    expect(await works(flows, access_token)).toBe(true)
    expect((await flows.token(requestOf(refreshOf({ refresh_token })))).token_type).toBe('Bearer')
  })
})

describe('a request to revoke', () => {
  it.each([
    ['no token', { token: undefined }, 'invalid_request'],
    ['a parameter twice', { token_type_hint: ['a', 'b'] }, 'invalid_request'],
    ['nobody', { client_id: 'nobody' }, 'invalid_client'],
    ['no secret', { client_id: 'web' }, 'invalid_client'],
  ])('is refused with %s, and ends nothing (RFC 7009 §2.1)', async (_, changes, error) => {
    const flows = createFlows({ clients })
    const { access_token } = await given(flows)
    await expect(revoke(flows, access_token, changes)).rejects.toMatchObject({ error })
    expect(await works(flows, access_token)).toBe(true)
  })
})
