import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, normalize, sep } from 'node:path'
import { describe, expect, it } from 'vitest'

/** The house: each floor, the floors it may stand on, and the packages it may use. */
const floors = {
  protocol: { standsOn: [], uses: ['node:crypto', 'zod'] },
  ports: { standsOn: ['protocol'], uses: [] },
  flows: { standsOn: ['protocol', 'ports'], uses: [] },
  adapters: {
    standsOn: ['protocol', 'ports'],
    uses: ['jose', 'pino', 'selfsigned', 'node:'],
  },
  http: { standsOn: ['protocol', 'flows'], uses: ['fastify', '@fastify/', 'eta', 'zod', 'node:'] },
  config: { standsOn: ['protocol', 'adapters'], uses: ['zod', 'yaml', 'node:'] },
  cli: { standsOn: ['protocol', 'adapters', 'config', 'roof'], uses: ['node:'] },
  roof: {
    standsOn: ['protocol', 'ports', 'flows', 'adapters', 'http', 'config', 'cli'],
    uses: ['fastify', 'pino', 'node:'],
  },
} as const

type Floor = keyof typeof floors

const root = join(import.meta.dirname, '..')

const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => join('src', file))

/** A file that lies in no folder of `src` is of the roof, where all are introduced to each other. */
const floorOf = (file: string): string => {
  const [, folder = ''] = file.split(sep)
  return folder.endsWith('.ts') ? 'roof' : folder
}

const filesOn = (floor: Floor): string[] => sources.filter((file) => floorOf(file) === floor)

const textOf = (file: string): string => readFileSync(join(root, file), 'utf8')

/** What stands before the first statement: comments and imports. Snippets shown to people do not. */
const head = /^(?:\s+|\/\*[\s\S]*?\*\/|\/\/[^\n]*|(?:import|export)\b[^'"`;=(]*?from\s*'[^']+')*/

const importsOf = (file: string): string[] => {
  const text = textOf(file)
  const still = [...(head.exec(text)?.[0] ?? '').matchAll(/from\s*'([^']+)'/g)]
  const dynamic = [...text.matchAll(/\bimport\('([^']+)'\)/g)]
  return [...still, ...dynamic].map((match) => match[1] as string)
}

function isAllowed(file: string, specifier: string, floor: Floor): boolean {
  const { standsOn, uses } = floors[floor]
  if (specifier.startsWith('.')) {
    const target = floorOf(normalize(join(dirname(file), specifier)))
    return target === floor || standsOn.some((below) => below === target)
  }
  return uses.some((name) =>
    /[/:]$/.test(name)
      ? specifier.startsWith(name)
      : specifier === name || specifier.startsWith(`${name}/`),
  )
}

describe.each(Object.keys(floors) as Floor[])('the floor %s', (floor) => {
  it('has files', () => {
    expect(filesOn(floor).length).toBeGreaterThan(0)
  })

  it.each(filesOn(floor))('%s stands only on the floors below', (file) => {
    expect(importsOf(file).filter((from) => !isAllowed(file, from, floor))).toEqual([])
  })
})

it('there is no other floor', () => {
  const found = new Set(sources.map(floorOf))
  expect([...found].sort()).toEqual(Object.keys(floors).sort())
})

it.each((['protocol', 'ports', 'flows'] as const).flatMap(filesOn))(
  '%s reads no clock, no chance and no environment',
  (file) => {
    const source = textOf(file)
    expect(source).not.toMatch(/\bnew Date\b|\bDate\.|Math\.random|process\.|random(?:UUID|Bytes)/)
    expect(source).not.toMatch(/\bperformance\.|\bset(?:Timeout|Interval|Immediate)\b/)
  },
)

it.each(filesOn('protocol').filter((file) => !file.startsWith(join('src/protocol/register'))))(
  '%s needs no schema: those are for client metadata',
  (file) => {
    expect(importsOf(file)).not.toContain('zod')
  },
)

it.each(sources)('%s is named by what it holds, not by a pattern', (file) => {
  const drawers = ['utils', 'util', 'helpers', 'helper', 'common', 'shared', 'misc', 'types', 'lib']
  const names = file.replace(/\.ts$/, '').split(sep)
  expect(names.filter((name) => drawers.includes(name))).toEqual([])
  expect(basename(file)).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*\.ts$/)
})

it.each(sources.filter((file) => floorOf(file) === 'http'))('%s asks no other server', (file) => {
  expect(textOf(file).replace(/`[^`]*`/g, '')).not.toMatch(/\bfetch\(|from 'node:dns'|\brequest\(/)
})

/** One place each for what must be done in one way only. */
describe.each([
  [
    'makes a verified redirect URI',
    'src/protocol/client/redirect-uri.ts',
    /as VerifiedRedirectUri/,
  ],
  ['writes a Location', 'src/http/edge/headers.ts', /\.header\('location'|\.redirect\(/i],
  ['decodes what a request sent', 'src/protocol/parameters.ts', /decodeURIComponent\(/],
])('only one file %s', (_what, only, pattern) => {
  it(`and it is ${only}`, () => {
    const served = sources.filter((file) => !['config', 'cli'].includes(floorOf(file)))
    expect(served.filter((file) => pattern.test(textOf(file)))).toEqual([only])
  })
})

it.each(sources)('%s parses no query in another way', (file) => {
  expect(textOf(file)).not.toMatch(
    /from 'node:(?:querystring|url)'.*parse|\bqs\b.*from|url\.parse\(/,
  )
})
