import { describe, expect, it } from 'vitest'
import { createClientAttempts } from '../../../src/adapters/passwords/client-attempts.ts'
import { createClientLimits } from '../../../src/adapters/passwords/login-limits.ts'

const state = { time: 5_000 }
const create = (realm = 'default') =>
  createClientAttempts({ limits: createClientLimits({ monotonic: () => state.time }), realm })

describe('wrong secrets of clients', () => {
  it('make the same client wait at the same address, and longer each time', async () => {
    const { failed, waitOf, succeeded } = create()
    for (let time = 0; time < 5; time += 1) await failed('web', '192.0.2.1')
    expect(await waitOf('web', '192.0.2.1')).toBe(1)
    await failed('web', '192.0.2.1')
    expect(await waitOf('web', '192.0.2.1')).toBe(2)
    expect(await waitOf('web', '192.0.2.2')).toBe(0)
    expect(await waitOf('other', '192.0.2.1')).toBe(0)
    await succeeded('web', '192.0.2.1')
    expect(await waitOf('web', '192.0.2.1')).toBe(0)
  })

  it('of many clients make their own address wait, for the rest of the second', async () => {
    const { failed, waitOf } = create()
    for (let at = 0; at < 50; at += 1) await failed(`client-${at}`, '192.0.2.1')
    expect(await waitOf('web', '192.0.2.1')).toBe(1)
    expect(await waitOf('web', '192.0.2.2')).toBe(0)
  })

  it('make nobody else wait, from however many addresses they come', async () => {
    const { failed, waitOf } = create()
    for (let at = 0; at < 250; at += 1) await failed('guarded', `192.0.2.${at}`)
    expect(await waitOf('guarded', '198.51.100.1')).toBe(0)
    expect(await waitOf('web', '198.51.100.1')).toBe(0)
  })
})
