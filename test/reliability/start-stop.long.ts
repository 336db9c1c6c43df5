import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { libraryEntry, quantile, report } from './artefact.ts'

const child = fileURLToPath(new URL('children/start-stop.mjs', import.meta.url))

interface Told {
  readonly times: number
  readonly took: readonly number[]
  readonly left: readonly string[]
  readonly listeners: number
  readonly descriptors: number
  readonly heapBefore: number
  readonly heapAfter: number
}

describe('a server in a test of somebody else', () => {
  it('starts and stops 500 times in one process and leaves nothing behind', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--expose-gc',
      child,
      libraryEntry,
      '500',
    ])
    const { took, ...told } = JSON.parse(stdout) as Told
    report('S32', { ...told, ms: { median: quantile(took, 0.5), p99: quantile(took, 0.99) } })
    expect(told.left).toEqual([])
    expect(told.listeners).toBe(0)
    expect(told.descriptors).toBeLessThanOrEqual(0)
    expect(told.heapAfter).toBeLessThan(told.heapBefore * 1.1)
    expect(quantile(took, 0.5)).toBeLessThan(100)
  })
})
