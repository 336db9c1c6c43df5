import { describe, expect, it } from 'vitest'
import type { Account } from '../../../src/adapters/passwords/account.ts'
import { createAuthenticator } from '../../../src/adapters/passwords/authenticator.ts'
import { createLoginLimits } from '../../../src/adapters/passwords/login-limits.ts'
import { networkOf } from '../../../src/adapters/passwords/network-of.ts'
import type { PasswordHasher } from '../../../src/adapters/passwords/password-hasher.ts'

const anAccount = (
  username: string,
  password: string | undefined = 'secret',
  enabled = true,
): Account => ({ user: { sub: username, username, enabled, claims: {} }, password })

const listed = (...all: readonly Account[]) => {
  const accounts = new Map(all.map((account) => [account.user.username, account]))
  return () => accounts
}

const accounts = listed(anAccount('ada'), anAccount('bob'))

interface Attempt {
  readonly username: string
  readonly password: string
  readonly address: string
}

/** Compares at once, or when it is told to, and counts what it was shown. */
function prepare(settings: { slow?: boolean; capacity?: number } = {}) {
  const state = { time: 5_000, checked: 0 }
  const pending: (() => void)[] = []
  const hasher: PasswordHasher = {
    async verify(stored, password) {
      state.checked += 1
      if (settings.slow === true) await new Promise<void>((resolve) => pending.push(resolve))
      return stored === password ? 'right' : 'wrong'
    },
  }
  const { capacity = 1000 } = settings
  const limits = createLoginLimits({ monotonic: () => state.time, capacity })
  const { authenticate } = createAuthenticator({ accounts, hasher, limits, realm: 'default' })
  const attempt = (changes: Partial<Attempt> = {}) => {
    const { username = 'ada', password = 'x', address = '192.0.2.1' } = changes
    return authenticate(username, password, address)
  }
  const succeed = (changes: Partial<Attempt> = {}) => attempt({ password: 'secret', ...changes })
  const fail = async (times: number, changes: Partial<Attempt> = {}) => {
    for (let time = 0; time < times; time += 1) await attempt(changes)
  }
  return { state, pending, hasher, limits, attempt, succeed, fail }
}

const settle = () => new Promise((resolve) => setImmediate(resolve))

describe('the authenticator', () => {
  it('tells right from wrong', async () => {
    const { attempt, succeed } = prepare()
    expect(await attempt()).toEqual({ kind: 'wrong' })
    expect(await succeed()).toEqual({ kind: 'right', user: anAccount('ada').user })
  })

  it.each([
    ['is disabled', anAccount('ada', 'secret', false), 'secret'],
    ['has no password', { ...anAccount('ada'), password: undefined }, ''],
    ['has a name in other letters', anAccount('Ada'), 'secret'],
    ['does not exist', anAccount('bob'), 'secret'],
  ])('lets nobody in who %s, and counts the failure', async (_what, account, password) => {
    const { hasher, limits } = prepare()
    const { authenticate } = createAuthenticator({
      accounts: listed(account),
      hasher,
      limits,
      realm: 'default',
    })
    const attempt = () => authenticate('ada', password, '192.0.2.1')
    for (let time = 0; time < 5; time += 1) expect(await attempt()).toEqual({ kind: 'wrong' })
    expect(await attempt()).toEqual({ kind: 'wait', seconds: 1 })
  })

  it('compares with nothing that is stored for a user who is disabled', async () => {
    const seen: (string | undefined)[] = []
    const hasher: PasswordHasher = {
      async verify(stored) {
        seen.push(stored)
        return 'wrong'
      },
    }
    const { authenticate } = createAuthenticator({
      accounts: listed(anAccount('ada', 'secret', false), anAccount('bob')),
      hasher,
      limits: prepare().limits,
      realm: 'default',
    })
    await authenticate('ada', 'x', '192.0.2.1')
    await authenticate('bob', 'x', '192.0.2.1')
    expect(seen).toEqual([undefined, 'secret'])
  })

  it('looks at no password of an account for a second after five failures (ASVS 6.3.1)', async () => {
    const { state, succeed, fail } = prepare()
    await fail(5)
    expect(await succeed()).toEqual({ kind: 'wait', seconds: 1 })
    expect(state.checked).toBe(5)
    state.time += 1000
    expect(await succeed()).toMatchObject({ kind: 'right' })
  })

  it('doubles the wait with each further failure, up to a minute, and never locks for good', async () => {
    const { state, attempt, succeed, fail } = prepare()
    await fail(5)
    const waits: number[] = []
    for (let time = 0; time < 9; time += 1) {
      const verdict = await attempt()
      if (verdict.kind !== 'wait') throw new Error(verdict.kind)
      waits.push(verdict.seconds)
      state.time += verdict.seconds * 1000
      expect((await attempt()).kind).toBe('wrong')
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60])
    state.time += 60_000
    expect(await succeed()).toMatchObject({ kind: 'right' })
  })

  it('does not lengthen a wait by tries within it', async () => {
    const { state, succeed, attempt, fail } = prepare()
    await fail(5)
    for (let time = 0; time < 50; time += 1) await attempt()
    state.time += 1000
    expect(await succeed()).toMatchObject({ kind: 'right' })
  })

  it('forgets the failures of an account when its user signs in', async () => {
    const { succeed, attempt, fail } = prepare()
    await fail(4)
    await succeed()
    await fail(4)
    expect((await attempt()).kind).toBe('wrong')
    expect((await attempt()).kind).toBe('wait')
  })

  it('forgets failures of long ago', async () => {
    const { state, attempt, fail } = prepare()
    await fail(4)
    state.time += 15 * 60_000
    await fail(4)
    expect((await attempt()).kind).toBe('wrong')
  })

  it('counts names that differ in letter case as one account', async () => {
    const { attempt, fail } = prepare()
    await fail(3, { username: 'ada' })
    await fail(2, { username: 'ADA' })
    expect((await attempt({ username: 'Ada' })).kind).toBe('wait')
  })

  it('lets the user in from elsewhere, and others from the same address', async () => {
    const { succeed, fail } = prepare()
    await fail(20)
    expect((await succeed({ address: '192.0.2.2' })).kind).toBe('right')
    expect((await succeed({ username: 'bob' })).kind).toBe('right')
  })

  it('treats a user who does not exist like one who does', async () => {
    const { attempt, fail } = prepare()
    await fail(4, { username: 'nobody' })
    expect(await attempt({ username: 'nobody' })).toEqual({ kind: 'wrong' })
    expect(await attempt({ username: 'nobody' })).toEqual({ kind: 'wait', seconds: 1 })
  })

  it('checks five passwords, and not one more, of 100 wrong ones at once', async () => {
    const { state, pending, attempt } = prepare({ slow: true })
    const tries = Array.from({ length: 100 }, () => attempt())
    for (let turn = 0; turn < 100; turn += 1) {
      for (const finish of pending.splice(0)) finish()
      await settle()
    }
    const kinds = (await Promise.all(tries)).map(({ kind }) => kind)
    expect(state.checked).toBe(5)
    expect(kinds.filter((kind) => kind === 'wrong')).toHaveLength(5)
    expect(kinds.filter((kind) => kind === 'wait')).toHaveLength(95)
  })

  it('checks one password at a time when five have failed before', async () => {
    const { state, pending, attempt, fail } = prepare({ slow: true })
    const first = fail(5)
    for (let turn = 0; turn < 10; turn += 1) {
      for (const finish of pending.splice(0)) finish()
      await settle()
    }
    await first
    state.time += 1000
    const tries = Array.from({ length: 10 }, () => attempt())
    await settle()
    expect(state.checked).toBe(6)
    pending.splice(0).forEach((finish) => {
      finish()
    })
    expect((await Promise.all(tries)).filter(({ kind }) => kind === 'wait')).toHaveLength(9)
  })

  it('lets one user in 1000 times at once', async () => {
    const { succeed } = prepare()
    const tries = Array.from({ length: 1000 }, () => succeed())
    const kinds = (await Promise.all(tries)).map(({ kind }) => kind)
    expect(kinds.filter((kind) => kind === 'right')).toHaveLength(1000)
  })

  it('sends away who has waited five seconds for a turn', async () => {
    const { state, pending, succeed } = prepare({ slow: true })
    const tries = Array.from({ length: 8 }, () => succeed())
    await settle()
    state.time += 5001
    for (const finish of pending.splice(0)) finish()
    const kinds = (await Promise.all(tries)).map(({ kind }) => kind)
    expect(kinds.filter((kind) => kind === 'right')).toHaveLength(5)
    expect(kinds.filter((kind) => kind === 'busy')).toHaveLength(3)
  })

  it('stops one address that tries many names, and leaves everybody else alone', async () => {
    const { state, attempt, succeed } = prepare()
    for (let at = 0; at < 60; at += 1) await attempt({ username: `name-${at}` })
    expect(state.checked).toBe(50)
    expect(await succeed({ username: 'bob' })).toEqual({ kind: 'wait', seconds: 1 })
    expect((await succeed({ username: 'bob', address: '192.0.2.2' })).kind).toBe('right')
    state.time += 1000
    expect((await succeed({ username: 'bob' })).kind).toBe('right')
  })

  it('has everybody wait, for a second at most, when 100 failed within one', async () => {
    const { state, attempt, succeed } = prepare()
    for (let at = 0; at < 120; at += 1) {
      await attempt({ username: `name-${at}`, address: `192.0.2.${at}` })
    }
    expect(state.checked).toBe(100)
    expect((await succeed({ address: '198.51.100.1' })).kind).toBe('wait')
    state.time += 1000
    expect((await succeed({ address: '198.51.100.1' })).kind).toBe('right')
  })

  it('says that it is busy, and counts no failure, when the hasher has no room', async () => {
    const hasher: PasswordHasher = { verify: async () => 'busy' }
    const { authenticate } = createAuthenticator({
      accounts,
      hasher,
      limits: createLoginLimits({ monotonic: () => 0 }),
      realm: 'default',
    })
    const attempt = () => authenticate('ada', 'x', '192.0.2.1')
    for (let time = 0; time < 10; time += 1) {
      expect(await attempt()).toEqual({ kind: 'busy', seconds: 1 })
    }
  })

  it('goes on after a check that threw', async () => {
    let broken = true
    const hasher: PasswordHasher = {
      verify: async () => {
        if (broken) throw new Error('out of memory')
        return 'right'
      },
    }
    const { authenticate } = createAuthenticator({
      accounts,
      hasher,
      limits: createLoginLimits({ monotonic: () => 0 }),
      realm: 'default',
    })
    const attempt = () => authenticate('ada', 'x', '192.0.2.1')
    const tries = await Promise.allSettled(Array.from({ length: 20 }, attempt))
    expect(tries.every(({ status }) => status === 'rejected')).toBe(true)
    broken = false
    expect(await attempt()).toMatchObject({ kind: 'right' })
  })
})

describe('the network of an address', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::1', '0:0:0:0'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['2001:DB8:0:1::7', '2001:db8:0:1'],
    ['2001:db8:0:1:aaaa:bbbb:cccc:dddd', '2001:db8:0:1'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['not an address', 'not an address'],
  ])('of %s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network)
  })
})

describe('The authenticators of two realms', () => {
  function two() {
    const state = { time: 5_000 }
    const limits = createLoginLimits({ monotonic: () => state.time })
    const hasher: PasswordHasher = { verify: async () => 'wrong' }
    const attemptAt = (realm: string) => {
      const { authenticate } = createAuthenticator({ accounts, hasher, limits, realm })
      return (username = 'ada', address = '192.0.2.1') => authenticate(username, 'x', address)
    }
    return { one: attemptAt('one'), other: attemptAt('other') }
  }

  it('count the failures of an account apart: one name may be two people', async () => {
    const { one, other } = two()
    for (let time = 0; time < 6; time += 1) await one()
    expect((await one()).kind).toBe('wait')
    expect((await other()).kind).toBe('wrong')
  })

  it('count the failures of everybody together: the machine is one', async () => {
    const { one, other } = two()
    for (let time = 0; time < 100; time += 1) await one(`user-${time}`, `192.0.2.${time}`)
    expect((await other('bob', '198.51.100.1')).kind).toBe('wait')
  })
})
