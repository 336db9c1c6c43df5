import { expect, it } from 'vitest'
import type { LoginLimits, SecretLimits } from '../../../src/adapters/passwords/login-limits.ts'
import type { Authentication } from '../../../src/ports/authenticator.ts'

export interface Counted {
  readonly logins: LoginLimits
  readonly clients: SecretLimits
}

const right: Authentication = {
  kind: 'right',
  user: { sub: 'ada', username: 'ada', enabled: true, claims: {} },
}
const wrong: Authentication = { kind: 'wrong' }

/** Wherever failures are counted. `create`: by a clock in milliseconds, with nothing counted yet. */
export function itBoundsGuessing(create: (now: () => number) => Counted): void {
  const prepare = () => {
    const state = { time: 1_800_000_000_000, looked: 0 }
    const { logins, clients } = create(() => state.time)
    const guess = (found: Authentication, account = 'ada', address = '192.0.2.1') =>
      logins.judge(account, address, async () => {
        state.looked += 1
        return found
      })
    const fail = async (times: number, account = 'ada', address = '192.0.2.1') => {
      for (let time = 0; time < times; time += 1) await guess(wrong, account, address)
    }
    return { state, clients, logins, guess, fail }
  }

  it('has an account wait a second after five failures, then twice as long each time, a minute at most', async () => {
    const { state, guess, fail } = prepare()
    await fail(5)
    const waits: number[] = []
    for (let time = 0; time < 9; time += 1) {
      const told = await guess(right)
      if (told.kind !== 'wait') throw new Error(told.kind)
      waits.push(told.seconds)
      state.time += told.seconds * 1000
      expect((await guess(wrong)).kind).toBe('wrong')
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60])
    expect(state.looked).toBe(14)
    expect((await guess(right, 'bob')).kind).toBe('right')
  })

  it('forgets the failures of an account when its user signs in, and after fifteen minutes', async () => {
    const { state, guess, fail } = prepare()
    await fail(4)
    await guess(right)
    await fail(4)
    state.time += 15 * 60_000
    await fail(4)
    expect((await guess(wrong)).kind).toBe('wrong')
    expect((await guess(right)).kind).toBe('wait')
  })

  it('looks at five wrong passwords of an account, and not one more, of 100 at once', async () => {
    const { state, guess } = prepare()
    const kinds = await Promise.all(Array.from({ length: 100 }, () => guess(wrong)))
    expect(state.looked).toBe(5)
    expect(kinds.filter(({ kind }) => kind === 'wait')).toHaveLength(95)
  })

  it('lets one user in 200 times at once', async () => {
    const { guess } = prepare()
    const kinds = await Promise.all(Array.from({ length: 200 }, () => guess(right)))
    expect(kinds.filter(({ kind }) => kind === 'right')).toHaveLength(200)
  })

  it('counts nothing of a guess that was not compared, or that threw', async () => {
    const { logins, guess } = prepare()
    for (let time = 0; time < 10; time += 1) {
      expect((await guess({ kind: 'busy', seconds: 1 })).kind).toBe('busy')
    }
    const thrown = logins.judge('ada', '192.0.2.1', async () => {
      throw new Error('out of memory')
    })
    await expect(thrown).rejects.toThrow('out of memory')
    expect((await guess(right)).kind).toBe('right')
  })

  it('stops one network after fifty failures within a second, and everybody after a hundred', async () => {
    const { state, guess } = prepare()
    for (let at = 0; at < 60; at += 1) await guess(wrong, `name-${at}`)
    expect(state.looked).toBe(50)
    expect((await guess(right, 'bob')).kind).toBe('wait')
    expect((await guess(right, 'bob', '192.0.2.2')).kind).toBe('right')
    for (let at = 0; at < 50; at += 1) await guess(wrong, `name-${at}`, `198.51.100.${at}`)
    expect(await guess(right, 'bob', '203.0.113.1')).toEqual({ kind: 'wait', seconds: 1 })
    state.time += 1000
    expect((await guess(right, 'bob')).kind).toBe('right')
  })

  it('counts wrong secrets of a client apart, and nobody else waits for them', async () => {
    const { clients, guess, state } = prepare()
    const at = '192.0.2.1'
    for (let time = 0; time < 5; time += 1) await clients.countFailure('web', at)
    expect(await clients.waitOf('web', at)).toBe(1000)
    expect(await clients.waitOf('other', at)).toBe(0)
    expect((await guess(right, 'web')).kind).toBe('right')
    await clients.forget('web', at)
    expect(await clients.waitOf('web', at)).toBe(0)
    for (let one = 0; one < 250; one += 1)
      await clients.countFailure('guarded', `198.51.100.${one}`)
    expect(await clients.waitOf('web', '203.0.113.1')).toBe(0)
    for (let one = 0; one < 45; one += 1) await clients.countFailure(`client-${one}`, at)
    expect(await clients.waitOf('web', at)).toBeGreaterThan(0)
    state.time += 1000
    expect(await clients.waitOf('web', at)).toBe(0)
  })
}
