import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { PrivateJwk } from '../../../src/adapters/jose/keys/signing-key.ts'
import { createSpareKeys, mostSpares } from '../../../src/adapters/jose/keys/spare-keys.ts'
import { startFragrant } from '../../../src/testing/index.ts'

/** Makes keys when it is told to, in the order in which they were begun. */
function maker() {
  const begun: { readonly done: () => void; readonly fail: () => void }[] = []
  let count = 0
  const make = (alg: string) =>
    new Promise<PrivateJwk>((resolve, reject) => {
      count += 1
      const jwk = { alg, n: count }
      begun.push({ done: () => resolve(jwk), fail: () => reject(new Error('no entropy')) })
    })
  const finish = async (): Promise<number> => {
    let finished = 0
    for (let one = begun.shift(); one !== undefined; one = begun.shift()) {
      one.done()
      finished += 1
      await setImmediate()
    }
    return finished
  }
  return { make, begun, finish, made: () => count }
}

describe('spare keys', () => {
  it('are made from the second key on, and two at most wait', async () => {
    const { make, begun, finish, made } = maker()
    const spares = createSpareKeys(make)
    const first = spares.take('RS256')
    await finish()
    expect([await first, made()]).toEqual([{ alg: 'RS256', n: 1 }, 1])
    const second = spares.take('RS256')
    expect(await finish()).toBe(1 + mostSpares)
    expect(await second).toEqual({ alg: 'RS256', n: 2 })
    // it is there already, and another is begun in its place
    expect(await spares.take('RS256')).toEqual({ alg: 'RS256', n: 3 })
    expect(begun).toHaveLength(1)
  })

  it('are given once, of the algorithm that is asked for, however many ask at a time', async () => {
    const { make, begun, finish } = maker()
    const spares = createSpareKeys(make)
    const taking = [...'aaaaaaaaaa'].flatMap(() => [spares.take('RS256'), spares.take('PS256')])
    expect(begun).toHaveLength(6)
    await finish()
    const keys = await Promise.all(taking)
    expect(new Set(keys.map((key) => JSON.stringify(key))).size).toBe(20)
    expect(keys.map(({ alg }) => alg)).toEqual([...'aaaaaaaaaa'].flatMap(() => ['RS256', 'PS256']))
  })

  it('of curves are made when they are asked for', async () => {
    const { make, finish, made } = maker()
    const spares = createSpareKeys(make)
    const taking = [spares.take('ES256'), spares.take('ES256'), spares.take('EdDSA')]
    expect(await finish()).toBe(3)
    await Promise.all(taking)
    expect(made()).toBe(3)
  })

  it('that cannot be made are told to who asks, and tried again by who asks next', async () => {
    const { make, begun, finish } = maker()
    const spares = createSpareKeys(make)
    const taking = [spares.take('RS256'), spares.take('RS256')]
    begun.shift()?.fail()
    await expect(taking[0]).rejects.toThrow('no entropy')
    await finish()
    expect(await taking[1]).toMatchObject({ alg: 'RS256' })
    const next = spares.take('RS256')
    await finish()
    expect(await next).toMatchObject({ alg: 'RS256' })
  })

  it('are made no more once they are closed, but for who asks', async () => {
    const { make, finish, made } = maker()
    const spares = createSpareKeys(make)
    const taking = [spares.take('RS256'), spares.take('RS256')]
    spares.close()
    await finish()
    await Promise.all(taking)
    expect(made()).toBe(2)
    const late = spares.take('RS256')
    await finish()
    expect(await late).toMatchObject({ n: 3 })
  })

  it('are of one realm each', async () => {
    await using idp = await startFragrant({ signing_alg: 'PS256' })
    const realms = await Promise.all(Array.from({ length: 4 }, () => idp.isolate()))
    const keys = await Promise.all([idp, ...realms].map((realm) => realm.keys.list()))
    const moduli = keys.flat().map(({ n }) => n)
    expect(moduli.every((n) => typeof n === 'string')).toBe(true)
    expect(new Set(moduli).size).toBe(5)
  })
})
