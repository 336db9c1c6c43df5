import { describe, expect, it } from 'vitest'
import { createWorkQueue } from '../../../src/adapters/passwords/work-queue.ts'

const settle = () => new Promise((resolve) => setImmediate(resolve))

/** Work that ends when the test says so, and the order in which it was begun. */
function prepare(limits: Parameters<typeof createWorkQueue>[0], slots = () => 2) {
  const queue = createWorkQueue(limits)
  const begun: string[] = []
  const ends: ((fail?: Error) => void)[] = []
  const run = (name: string, key = 'one') =>
    queue.run(key, slots, () => {
      begun.push(name)
      return new Promise<string>((resolve, reject) => {
        ends.push((fail) => (fail === undefined ? resolve(name) : reject(fail)))
      })
    })
  const end = async (fail?: Error) => {
    ends.shift()?.(fail)
    await settle()
  }
  return { begun, run, end }
}

describe('the work queue', () => {
  it('runs as much at once as a key has slots, and the rest in the order it came', async () => {
    const { begun, run, end } = prepare({ waiting: 10 })
    const all = ['a', 'b', 'c', 'd'].map((name) => run(name))
    await settle()
    expect(begun).toEqual(['a', 'b'])
    await end()
    expect(begun).toEqual(['a', 'b', 'c'])
    for (const _ of 'bcd') await end()
    expect(await Promise.all(all)).toEqual(['a', 'b', 'c', 'd'])
  })

  it('lets no key wait for another', async () => {
    const { begun, run } = prepare({ waiting: 10 })
    for (const name of ['a', 'b', 'c']) void run(name)
    void run('d', 'two')
    await settle()
    expect(begun).toEqual(['a', 'b', 'd'])
  })

  it('sends away at once who finds too many waiting, of all keys together', async () => {
    const { begun, run, end } = prepare({ waiting: 2 }, () => 1)
    const all = [run('a'), run('b'), run('c', 'two'), run('d', 'two')]
    await settle()
    expect(await run('e')).toBeUndefined()
    for (const _ of 'abcd') await end()
    expect(await Promise.all(all)).toEqual(['a', 'b', 'c', 'd'])
    expect(begun).not.toContain('e')
    const later = [run('f'), run('g'), run('h')]
    await settle()
    for (const _ of 'fgh') await end()
    expect(await Promise.all(later)).toEqual(['f', 'g', 'h'])
  })

  it('does not begin what has waited too long, and goes on with the next', async () => {
    let time = 0
    const { begun, run, end } = prepare(
      { waiting: 10, patience: 5000, monotonic: () => time },
      () => 1,
    )
    const first = run('a')
    const late = run('b')
    time = 5000
    const next = run('c')
    await settle()
    time = 5001
    await end()
    expect(await late).toBeUndefined()
    await end()
    expect(await Promise.all([first, next])).toEqual(['a', 'c'])
    expect(begun).toEqual(['a', 'c'])
  })

  it('goes on after work that threw', async () => {
    const { run, end } = prepare({ waiting: 10 }, () => 1)
    const [broken, next] = [run('a'), run('b')]
    const thrown = expect(broken).rejects.toThrow('out of memory')
    await settle()
    await end(new Error('out of memory'))
    await thrown
    await end()
    expect(await next).toBe('b')
  })

  it('follows a number of slots that changes while work waits', async () => {
    let slots = 3
    const { begun, run, end } = prepare({ waiting: 10 }, () => slots)
    for (const name of ['a', 'b', 'c', 'd', 'e']) void run(name)
    await settle()
    slots = 1
    await end()
    await end()
    expect(begun).toEqual(['a', 'b', 'c'])
    await end()
    expect(begun).toEqual(['a', 'b', 'c', 'd'])
    slots = 2
    await end()
    expect(begun).toEqual(['a', 'b', 'c', 'd', 'e'])
  })
})
