import { describe, expect, it } from 'vitest'
import type { Stores } from '../../../src/flows.ts'
import { inMemory } from '../../../src/opening/store/store-makers.ts'
import { createStores } from '../../../src/opening/store/stores.ts'
import type { Clock } from '../../../src/ports/clock.ts'
import type { TokenRequest } from '../../../src/protocol/token/request.ts'
import { createFlows, type Flows, isRevoked } from '../../support/flows.ts'
import { anAppOfCodes, redemptionIn, refreshOf, requestOf } from '../../support/token-requests.ts'

const clients = [anAppOfCodes()]

/** What comes of many uses at the same moment: the answers that gave tokens. */
async function atOnce(flows: Flows, request: TokenRequest, times = 100) {
  const settled = await Promise.allSettled(
    Array.from({ length: times }, () => flows.token(request)),
  )
  const refusals = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason.error] : []))
  expect(new Set(refusals)).toEqual(new Set(['invalid_grant']))
  return settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
}

describe('of a hundred uses at the same moment', () => {
  it('one gets tokens for a code, two hundred times in a row, and they are void (RFC 6749 §4.1.2)', async () => {
    const flows = createFlows({ clients })
    for (let round = 0; round < 200; round += 1) {
      const given = await atOnce(flows, requestOf(await redemptionIn(flows)))
      expect(given).toHaveLength(1)
      expect(await isRevoked(flows, given[0]?.access_token)).toBe(true)
    }
  })

  it('one gets tokens for a refresh token, two hundred times in a row (RFC 9700 §4.14.2)', async () => {
    const flows = createFlows({ clients })
    for (let round = 0; round < 200; round += 1) {
      const first = await flows.token(requestOf(await redemptionIn(flows)))
      const given = await atOnce(flows, requestOf(refreshOf(first)))
      expect(given).toHaveLength(1)
      const next = requestOf(refreshOf(given[0] ?? {}))
      await expect(flows.token(next)).rejects.toMatchObject({ error: 'invalid_grant' })
      for (const { access_token } of [first, ...given]) {
        expect(await isRevoked(flows, access_token)).toBe(true)
      }
    }
  })

  it('all get tokens within the grace of their client, each a refresh token that works', async () => {
    const refresh = { always: true, endsWithSession: false, grace: 10 }
    const flows = createFlows({ clients: [anAppOfCodes({ refresh })] })
    const request = requestOf(refreshOf(await flows.token(requestOf(await redemptionIn(flows)))))
    const given = await Promise.all([flows.token(request), flows.token(request)])
    for (const next of given) {
      expect((await flows.token(requestOf(refreshOf(next)))).token_type).toBe('Bearer')
    }
    flows.clock.time += 10
    await expect(flows.token(request)).rejects.toMatchObject({ error: 'invalid_grant' })
  })

  it('what the first gets is void, where the second ends it before (RFC 6749 §4.1.2)', async () => {
    const between: (() => Promise<unknown>)[] = []
    const makeStores = (clock: Clock): Stores => {
      const stores = createStores(clock, inMemory()('default', false))
      const update: Stores['codes']['update'] = async (id, change) => {
        const used = await stores.codes.update(id, change)
        await between.pop()?.()
        return used
      }
      return { ...stores, codes: { ...stores.codes, update } }
    }
    const flows = createFlows({ clients, makeStores })
    const request = requestOf(await redemptionIn(flows))
    const seconds: unknown[] = []
    between.push(() => flows.token(request).catch((error: unknown) => seconds.push(error)))
    const first = await flows.token(request)
    expect(seconds).toMatchObject([{ error: 'invalid_grant' }])
    expect(await isRevoked(flows, first.access_token)).toBe(true)
    await expect(flows.token(requestOf(refreshOf(first)))).rejects.toMatchObject({
      error: 'invalid_grant',
    })
  })
})
