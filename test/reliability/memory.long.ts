import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { libraryEntry, report, requests } from './artefact.ts'

const child = fileURLToPath(new URL('children/memory.mjs', import.meta.url))

interface Told {
  readonly seconds: number
  readonly statuses: Readonly<Record<string, number>>
  readonly weights: readonly {
    readonly requests: number
    readonly heapMB: number
    readonly rssMB: number
  }[]
}

describe('memory', () => {
  it(`is flat over ${requests} requests`, { timeout: 3_600_000 }, async () => {
    const argv = ['--expose-gc', child, libraryEntry, `${requests}`, '10']
    const { stdout } = await promisify(execFile)(process.execPath, argv, { maxBuffer: 1e8 })
    const told = JSON.parse(stdout) as Told
    const heaps = told.weights.map(({ heapMB }) => heapMB)
    // by then the bounded stores are full: 30,000 steps, 10,000 verified tokens
    const settled = heaps[4] ?? 0
    const last = heaps.at(-1) ?? 0
    report('S27', {
      ...told,
      heapMB: heaps,
      grownBy: `${Math.round((last / settled - 1) * 100)} %`,
    })
    expect(told.weights.at(-1)?.requests).toBeGreaterThanOrEqual(requests)
    expect(Object.keys(told.statuses).filter((status) => status.startsWith('5'))).toEqual([])
    expect(last).toBeLessThan(100)
    if (requests >= 1_000_000) expect(last).toBeLessThanOrEqual(settled * 1.1)
  })
})
