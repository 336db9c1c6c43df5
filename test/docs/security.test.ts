import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { securityFiles } from '../../docs/generate/security.ts'
import { securityRows } from '../../docs/generate/security-rows.ts'
import { authorizeCorpus } from '../support/corpus.ts'

const root = new URL('../../', import.meta.url)

/** From the first to the last id of each part of the requirements. */
const parts: readonly (readonly [from: number, to: number])[] = [
  [1, 46],
  [50, 68],
  [70, 94],
  [100, 106],
  [110, 121],
  [130, 133],
  [140, 149],
  [150, 158],
  [160, 161],
  [170, 188],
  [230, 233],
  [240, 243],
  [250, 257],
  [260, 261],
  [270, 279],
]

const required = parts.flatMap(([from, to]) =>
  Array.from({ length: to - from + 1 }, (_, at) => `R${String(from + at).padStart(3, '0')}`),
)

const corpusIds = authorizeCorpus.cases.map(({ id }) => id)

/** The titles of a file's tests and groups: texts that stand first in a call and go before a function. */
function titlesIn(file: string): readonly string[] {
  const text = readFileSync(new URL(file, root), 'utf8')
  const title = /\(\s*(['"`])((?:\\.|(?!\1).)*)\1,\s*(?:\{[^}]*\},\s*)?(?:async\b|\()/g
  return [...text.matchAll(title)].map(([, , words = '']) => words)
}

describe('the table of security requirements', () => {
  it('has a row for every requirement, in order, and no other', () => {
    expect(securityRows.map(({ id }) => id)).toEqual(required)
  })

  it('names a test for everything that is met', () => {
    const bare = securityRows.filter(({ status, tests }) => status === 'met' && tests.length === 0)
    expect(bare).toEqual([])
  })

  it.each(securityRows.filter(({ tests }) => tests.length > 0))(
    'names tests that are there: $id, $what',
    ({ tests }) => {
      for (const { file, title, cases = [] } of tests) {
        expect([file, existsSync(new URL(file, root))]).toEqual([file, true])
        const holding = titlesIn(file).filter((one) => one.includes(title))
        expect([file, title, holding.length > 0]).toEqual([file, title, true])
        const missing = cases.filter(
          (wanted) =>
            !corpusIds.some(
              (id) => id === wanted || (wanted.endsWith('*') && id.startsWith(wanted.slice(0, -1))),
            ),
        )
        expect([file, missing]).toEqual([file, []])
      }
    },
  )

  it.each(Object.entries(securityFiles()))(
    'is %s as it was generated: else run npm run docs',
    (path, text) => {
      expect(readFileSync(new URL(path, root), 'utf8')).toBe(text)
    },
  )
})
