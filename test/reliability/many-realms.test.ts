import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createBackChannel } from '../../src/adapters/back-channel/back-channel.ts'
import { createPairwiseSalts } from '../../src/adapters/data-folder/pairwise-salts.ts'
import { createRealmKeys } from '../../src/adapters/jose/keys/realm-keys.ts'
import { createClientLimits, createLoginLimits } from '../../src/adapters/passwords/login-limits.ts'
import { createHashingQueue } from '../../src/adapters/passwords/password-hasher.ts'
import { createSystemClock } from '../../src/adapters/time/clock.ts'
import { parseOptions } from '../../src/config/config.ts'
import { inMemory } from '../../src/opening/store/store-makers.ts'
import { createRealms, type Realms } from '../../src/realms.ts'

const count = 1000

let realms: Realms
let milliseconds: number
let megabytes: number

const usedMegabytes = (): number => process.memoryUsage().heapUsed / 2 ** 20

beforeAll(() => {
  const config = parseOptions({
    realms: Object.fromEntries(Array.from({ length: count }, (_, index) => [`realm-${index}`, {}])),
  })
  realms = createRealms('http://localhost:9400', {
    config,
    clock: createSystemClock(),
    events: { of: () => ({ emit: () => {} }) },
    newcomersOf: () => ({ add: () => Promise.reject(new Error('Nobody is new here.')) }),
    keys: createRealmKeys(undefined),
    salts: createPairwiseSalts(undefined),
    backChannel: createBackChannel({ mode: 'local' }),
    hashing: createHashingQueue(),
    hearOthers: undefined,
    loginLimits: createLoginLimits(),
    clientLimits: createClientLimits(),
    storesOf: inMemory(),
    nonceSecretOf: () => undefined,
    isOwnAddress: () => false,
    steer: undefined,
  })
  const before = { heap: usedMegabytes(), time: performance.now() }
  for (const seed of config.realms) realms.add(seed)
  milliseconds = performance.now() - before.time
  megabytes = usedMegabytes() - before.heap
})
afterAll(() => {
  for (const { id } of realms.list()) if (id !== 'default') realms.remove(id)
})

describe('a thousand realms', () => {
  it('take less than 200 MB', () => {
    expect(realms.list()).toHaveLength(count + 1)
    expect(megabytes).toBeLessThan(200)
  })

  it('are made in less than 5 ms each', () => {
    expect(milliseconds / count).toBeLessThan(5)
  })

  it('have no key before one is asked for, and then each its own', async () => {
    const { flows } = realms.find('realm-7') ?? realms.list()[0] ?? {}
    const started = performance.now()
    const { keys } = JSON.parse((await flows?.discovery.publicKeys()) ?? '') as {
      readonly keys: readonly { readonly kid: string }[]
    }
    expect(keys).toHaveLength(1)
    // One key takes up to half a second; a thousand would take minutes.
    expect(performance.now() - started).toBeLessThan(10_000)
  })
})

describe('the list of realms', () => {
  it('takes no realm twice, replaces none that is not there, and keeps the default one', () => {
    const [top] = realms.list()
    if (top === undefined) throw new Error('There is no realm.')
    expect(() => realms.add(top.seed)).toThrow('There is a realm default already.')
    expect(() => realms.replace({ ...top.seed, id: 'nobody' })).toThrow('There is no realm nobody')
    expect(() => realms.remove('default')).toThrow('The default realm is always there.')
    expect(realms.remove('nobody')).toBe(false)
  })

  it('has another realm in the place of a replaced one, with the same keys', async () => {
    const before = realms.find('realm-8')
    if (before === undefined) throw new Error('There is no realm.')
    const keys = await before.flows.discovery.publicKeys()
    const after = realms.replace({ ...before.seed, accessTokenLifetime: 7 })
    expect(realms.find('realm-8')).toBe(after)
    expect([before, after].map((realm) => realm.accessTokenLifetime([]))).toEqual([3600, 7])
    expect(await after.flows.discovery.publicKeys()).toBe(keys)
  })
})
