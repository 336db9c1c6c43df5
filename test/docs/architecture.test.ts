import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const root = new URL('../../', import.meta.url)
const page = readFileSync(new URL('docs/architecture.md', root), 'utf8')

/** Such as `protocol/parameters.ts: decodeForm`: a path from `src` or from the root, and what it holds. */
const address =
  /`((?:src|views|test|protocol|ports|flows|adapters|http)\/[\w./-]*\w)(?:: ([\w$]+))?`/g

const addresses = [...page.matchAll(address)].map(([, path = '', holds]) => ({ path, holds }))

const fileOf = (path: string): URL | undefined =>
  [path, `src/${path}`, `src/${path}.ts`]
    .map((candidate) => new URL(candidate, root))
    .find((candidate) => existsSync(candidate))

describe('docs/architecture.md', () => {
  it('names many addresses', () => {
    expect(addresses.length).toBeGreaterThan(40)
  })

  it.each(addresses)('sends its reader to $path, which is there', ({ path, holds = '' }) => {
    const file = fileOf(path)
    expect(file, path).toBeDefined()
    if (holds !== '' && file !== undefined) expect(readFileSync(file, 'utf8')).toContain(holds)
  })
})
