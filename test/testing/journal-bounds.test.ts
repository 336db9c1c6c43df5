import { describe, expect, it } from 'vitest'
import { sizeOf } from '../../src/adapters/memory/size-of.ts'
import type { Exchange } from '../../src/control/journal/exchange.ts'
import { createJournal, journalLimits, type Untold } from '../../src/control/journal/journal.ts'
import { createLogins } from '../../src/control/journal/logins.ts'
import { createRecorder } from '../../src/control/journal/recorder.ts'
import { waitFor } from '../../src/control/journal/waiting.ts'

const exchange = (id: string, members: Partial<Exchange> = {}): Exchange => ({
  ...{ id, time: 1, channel: 'front', endpoint: 'authorize', clientId: 'spa', prompt: [] },
  ...{ loginHint: undefined, responseType: 'code', grantType: undefined, user: undefined, took: 1 },
  request: {
    ...{ method: 'GET', url: '/authorize', headers: {}, parameters: {}, repeated: [] },
    body: undefined,
  },
  response: { status: 303, headers: {}, mode: 'query', parameters: {} },
  ...{ tokens: [], verdict: { ok: true }, faults: [], events: [] },
  ...members,
})

/** The same as a recorder has it; `told` counts how often it is told. */
function untold(id: string, members: Partial<Exchange> = {}, told = { times: 0 }): Untold {
  const whole = exchange(id, members)
  return {
    gist: { ...whole, isRefused: !whole.verdict.ok },
    ties: { strong: [], weak: [] },
    size: sizeOf(whole),
    tell() {
      told.times += 1
      return whole
    },
  }
}

/** A journal that has seen so many exchanges. */
function filled(count: number, members: Partial<Exchange> = {}, limits = journalLimits as object) {
  const journal = createJournal({ ...journalLimits, ...limits })
  for (let each = 0; each < count; each += 1) {
    journal.add(untold(journal.nextId(), members))
  }
  return journal
}

describe('the journal of a realm', () => {
  it('keeps 10,000 exchanges; the oldest go', () => {
    expect(journalLimits.exchanges).toBe(10_000)
    const kept = filled(10_003).list({})
    expect(kept).toHaveLength(10_000)
    expect([kept[0]?.id, kept.at(-1)?.id]).toEqual(['x4', 'x10003'])
  })

  it('keeps 32 MB; the oldest go', () => {
    expect(journalLimits.bytes).toBe(32_000_000)
    const large = { events: ['e'.repeat(4_000_000)] }
    const journal = filled(10, large)
    expect(journal.list({}).map(({ id }) => id)).toEqual([
      'x4',
      'x5',
      'x6',
      'x7',
      'x8',
      'x9',
      'x10',
    ])
    for (const { id } of journal.list({})) expect(journal.take(id)).toBe(true)
    for (let each = 0; each < 7; each += 1) journal.add(untold(journal.nextId(), large))
    expect(journal.list({})).toHaveLength(7)
  })

  it('tells nothing that nobody reads, and an exchange once however often it is read', () => {
    const told = { times: 0 }
    const journal = createJournal()
    for (let each = 0; each < 500; each += 1) {
      journal.add(untold(journal.nextId(), { clientId: `app-${each % 2}` }, told))
    }
    expect(journal.gists()).toHaveLength(500)
    expect(journal.list({ clientId: 'nobody' })).toEqual([])
    expect(told.times).toBe(0)
    expect(journal.list({ clientId: 'app-0', before: 400 }, 50).at(-1)?.id).toBe('x399')
    expect(told.times).toBe(50)
    expect(journal.list({ clientId: 'app-0' })).toHaveLength(250)
    expect(journal.list({})).toHaveLength(500)
    expect(told.times).toBe(500)
    journal.listen({ answered() {}, ended() {} })
    journal.add(untold(journal.nextId(), {}, told))
    expect(told.times).toBe(501)
  })

  it('drops nothing because it is read: what was told makes room first', () => {
    const told = { times: 0 }
    const journal = createJournal()
    const large = { events: ['e'.repeat(6_000_000)] }
    for (let each = 0; each < 5; each += 1) journal.add(untold(journal.nextId(), large, told))
    expect(journal.list({})).toHaveLength(5)
    expect(journal.list({})).toHaveLength(5)
    expect(told.times).toBe(10)
  })

  it('takes an exchange once, whoever waits for it', async () => {
    const journal = createJournal()
    const patience = { timeout: 50, takes: true, signal: undefined }
    const [one, other] = [waitFor(journal, {}, patience), waitFor(journal, {}, patience)]
    const missed = expect(other).rejects.toMatchObject({ status: 408 })
    journal.add(untold('x1'))
    expect((await one).id).toBe('x1')
    await missed
    expect([journal.list({}), journal.listeners]).toEqual([[], 0])
  })

  it('takes nothing for whoever is gone', () => {
    const journal = createJournal()
    const gone = new AbortController()
    void waitFor(journal, {}, { timeout: 5_000, takes: true, signal: gone.signal })
    expect(journal.listeners).toBe(1)
    gone.abort()
    expect(journal.listeners).toBe(0)
    journal.add(untold('x1'))
    expect(journal.list({})).toHaveLength(1)
  })

  it('lets 256 wait or listen, and says so to the next', async () => {
    const journal = createJournal()
    const ends = Array.from({ length: 256 }, () => journal.listen({ answered() {}, ended() {} }))
    const patience = { timeout: 5_000, takes: false, signal: undefined }
    await expect(async () => waitFor(journal, {}, patience)).rejects.toMatchObject({ status: 409 })
    ends[0]?.()
    const waiting = waitFor(journal, {}, patience)
    journal.add(untold('x1'))
    expect((await waiting).id).toBe('x1')
  })
})

describe('a recorder', () => {
  const recorded = (count: number, filling: string) => {
    const recorder = createRecorder({ timeIn: () => 1, isAwake: true })
    const headers = { 'content-type': 'application/json' }
    for (let each = 0; each < count; each += 1) {
      const path = '/register'
      const raw = { realm: 'default', method: 'POST', target: path, path, headers }
      const recording = recorder.begin(raw)
      // as it comes from the wire: each body is text of its own
      recording?.asked(`{"client_name":"${filling}${each}"}`)
      void recording?.answered({ status: 400, headers: {}, payload: '{}' })
    }
    return recorder.of('default')
  }

  it('keeps 10,000 exchanges of a realm', () => {
    const kept = recorded(10_002, '').gists()
    expect([kept.length, kept[0]?.id]).toEqual([10_000, 'x3'])
  })

  it('counts what was sent to the 32 MB that it keeps of a realm', () => {
    const kept = recorded(1_200, 'x'.repeat(100_000)).gists()
    expect(kept.length).toBeGreaterThan(100)
    expect(kept.length).toBeLessThan(320)
    expect(kept.at(-1)?.id).toBe('x1200')
  })
})

describe('the logins of a journal', () => {
  it('are one where what they have in common turns up later', () => {
    const logins = createLogins()
    const first = logins.join({ strong: ['session'], weak: [] })
    const renewed = logins.join({ strong: ['code'], weak: ['session'] })
    expect(renewed).not.toBe(first)
    logins.join({ strong: ['code', 'session'], weak: [] })
    expect(renewed?.same).toBe(first)
    expect(logins.join({ strong: ['code'], weak: [] })).toBe(first)
    expect(logins.join({ strong: [], weak: ['session'] })).toBe(first)
    expect(logins.join({ strong: [], weak: ['other'] })).toBeUndefined()
  })

  it('remember 20,000 ties: those that were used longest ago go', () => {
    const logins = createLogins()
    const first = logins.join({ strong: ['tie 0'], weak: [] })
    const second = logins.join({ strong: ['tie 1'], weak: [] })
    for (let each = 2; each < 20_000; each += 1) logins.join({ strong: [`tie ${each}`], weak: [] })
    logins.join({ strong: ['tie 0'], weak: [] })
    logins.join({ strong: ['one more'], weak: [] })
    expect(logins.join({ strong: ['tie 0'], weak: [] })).toBe(first)
    expect(logins.join({ strong: ['tie 1'], weak: [] })).not.toBe(second)
  })
})
