import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { basePathOf, realmPaths, serverPaths } from '../../src/protocol/paths.ts'

const { steps, ...single } = realmPaths
const paths = [...Object.values(single), ...Object.values(steps), ...Object.values(serverPaths)]

it('gives each thing a path of its own', () => {
  expect(new Set(paths).size).toBe(paths.length)
})

it.each(paths)(
  '%s begins with a slash and holds no character that a pattern or a route knows',
  (path) => {
    expect(path).toMatch(/^\/[a-z0-9_./-]*$/)
  },
)

it('puts the default realm at the root, and any other under /realms', () => {
  expect(['default', 'one'].map(basePathOf)).toEqual(['', '/realms/one'])
})

/**
 * The control API has paths of its own, below one that the table names, and other providers have theirs,
 * some of which are called as ours are.
 */
const hasItsOwn = (file: string): boolean =>
  [join('control', 'operations'), 'testing', join('protocol', 'provider')].some((folder) =>
    file.startsWith(folder),
  )

describe('the source of the server', () => {
  const root = join(import.meta.dirname, '../../src')
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && file !== join('protocol', 'paths.ts') && !hasItsOwn(file),
  )
  const spelled = [...paths]
    .filter((path) => path !== '/')
    .map((path) => path.replaceAll('.', '\\.'))
    .join('|')
  const literal = new RegExp(`['\`}](?:${spelled})[/?'\`]`)

  it.each(files)('%s spells no path by itself', (file) => {
    const code = readFileSync(join(root, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
    expect(literal.exec(code)?.[0]).toBeUndefined()
  })
})
