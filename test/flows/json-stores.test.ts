import { readdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it, TestRunner } from 'vitest'
import { keepRecordsAs } from '../support/flows.ts'

/** Every test of the flows once more, and those of other rooms that play the flows. */
const files = [
  ...readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts') && !file.startsWith('json-stores'))
    .map((file) => `./${file}`),
  '../security/session.test.ts',
  '../security/withdrawn.test.ts',
]

describe('on stores that keep JSON text,', async () => {
  beforeAll(() => keepRecordsAs('JSON text'))
  afterAll(() => keepRecordsAs('values'))

  const tried: string[] = []
  for (const file of files) {
    const before = TestRunner.getCurrentSuite().tasks.length
    // The query makes a module of its own: where modules are shared, that of the file may be loaded already.
    await import(`${file}?on=json`)
    if (TestRunner.getCurrentSuite().tasks.length > before) tried.push(file)
  }

  it('the flows are tried', () => {
    expect(files.length).toBeGreaterThan(8)
    expect(tried).toEqual(files)
  })
})
