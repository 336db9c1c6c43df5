import { basename, dirname, join, sep } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  floorOf,
  type Import,
  importedFile,
  imports,
  importsOf,
  roomsOf,
  sources,
  textOf,
  wayBack,
} from './support/house.ts'

/** The house: each floor, the floors it may stand on, and the packages it may use. */
const floors = {
  protocol: { standsOn: [], uses: ['node:crypto', 'zod'] },
  ports: { standsOn: ['protocol'], uses: [] },
  flows: { standsOn: ['protocol', 'ports'], uses: [] },
  adapters: {
    standsOn: ['protocol', 'ports'],
    uses: ['jose', 'pino', 'prom-client', 'selfsigned', 'ioredis', '@opentelemetry/', 'node:'],
  },
  http: { standsOn: ['protocol', 'flows'], uses: ['fastify', '@fastify/', 'eta', 'zod', 'node:'] },
  config: { standsOn: ['protocol', 'adapters'], uses: ['zod', 'yaml', 'node:'] },
  control: {
    standsOn: ['protocol', 'ports', 'flows', 'adapters', 'config', 'roof'],
    uses: ['zod', 'node:async_hooks'],
  },
  opening: {
    standsOn: ['protocol', 'ports', 'flows', 'adapters', 'http', 'config', 'roof'],
    uses: ['pino', 'node:'],
  },
  testing: { standsOn: ['protocol', 'config', 'roof'], uses: ['vitest', '@playwright/test'] },
  cli: { standsOn: ['protocol', 'adapters', 'config', 'opening', 'roof'], uses: ['node:'] },
  roof: {
    standsOn: [
      'protocol',
      'ports',
      'flows',
      'adapters',
      'http',
      'config',
      'cli',
      'control',
      'opening',
    ],
    uses: ['fastify', 'pino', 'node:'],
  },
} as const

type Floor = keyof typeof floors

const filesOn = (floor: Floor): string[] => sources.filter((file) => floorOf(file) === floor)

function isAllowed(file: string, specifier: string, floor: Floor): boolean {
  const { standsOn, uses } = floors[floor]
  const imported = importedFile(file, specifier)
  if (imported !== undefined) {
    const target = floorOf(imported)
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

/** Every folder in which there are rooms: the floors, and rooms that are divided themselves. */
const divided = [...new Set(sources.map((file) => dirname(file)))]
  .flatMap((folder) => [folder, dirname(folder)])
  .filter((folder, at, all) => folder.startsWith(`src${sep}`) && all.indexOf(folder) === at)

describe('the rooms of a folder', () => {
  it.each(divided)('%s import one way', (folder) => {
    expect(wayBack(roomsOf(folder, imports))).toBeUndefined()
  })

  it('import both ways where one imports from a room that leads back to it', () => {
    const oneWay: readonly Import[] = [
      ['src/protocol/token/narrowing.ts', 'src/protocol/tokens/target.ts'],
      ['src/protocol/tokens/target.ts', 'src/protocol/client/client.ts'],
      ['src/protocol/client/client.ts', 'src/protocol/client/grant-type.ts'],
      ['src/protocol/client/client.ts', 'src/protocol/time.ts'],
      ['src/flows/tokens/refresh.ts', 'src/protocol/token/narrowing.ts'],
    ]
    const backward: Import = ['src/protocol/client/client.ts', 'src/protocol/token/grant-type.ts']
    expect(wayBack(roomsOf('src/protocol', oneWay))).toBeUndefined()
    expect(wayBack(roomsOf('src/protocol', [...oneWay, backward]))).toBe(
      'token/ → tokens/ → client/ → token/',
    )
  })

  it('and a file beside them is a room of its own', () => {
    const there: Import = ['src/config/demo.ts', 'src/config/schema/client-schema.ts']
    const andBack: Import = ['src/config/schema/schema.ts', 'src/config/demo.ts']
    expect(wayBack(roomsOf('src/config', [there, andBack]))).toBe('demo.ts → schema/ → demo.ts')
  })
})

/** They are optional peers: who has one need not have the other. */
it.each(filesOn('testing'))('%s loads a test runner only where it is the way into that', (file) => {
  const runners = importsOf(file).filter((from) => ['vitest', '@playwright/test'].includes(from))
  const ways: Readonly<Record<string, readonly string[]>> = {
    'src/testing/vitest.ts': ['vitest'],
    'src/testing/playwright.ts': ['@playwright/test'],
  }
  expect([...new Set(runners)]).toEqual(ways[file.replaceAll(sep, '/')] ?? [])
})

it('what tests control a server by is loaded where somebody asks for it, and not with the server', () => {
  const value = /^import (?!type\b)[^;'"]*? from '([^']+)'/gm
  const loading = (floor: Floor) =>
    sources
      .filter((file) => !['control', 'testing'].includes(floorOf(file)))
      .flatMap((file) =>
        [...textOf(file).matchAll(value)]
          .map(([, specifier = '']) => importedFile(file, specifier))
          .filter((imported) => imported !== undefined && floorOf(imported) === floor)
          .map((imported) => `${file} → ${imported}`),
      )
  expect(loading('flows')).not.toEqual([])
  expect(loading('control')).toEqual([])
})

it('a Redis is loaded where one is configured, and not with the server', () => {
  const value = /^(?:import|export) (?!type\b)[^;'"]*? from '([^']+)'/gm
  const loadedBy = (what: string) =>
    sources.filter((file) =>
      [...textOf(file).matchAll(value)].some(
        ([, specifier = '']) => (importedFile(file, specifier) ?? specifier) === what,
      ),
    )
  expect(loadedBy('ioredis')).toEqual([join('src/adapters/redis/connection/client.ts')])
  expect(loadedBy(join('src/adapters/redis/connection/connection.ts'))).toEqual([
    join('src/opening/store/redis-stores.ts'),
  ])
  expect(loadedBy(join('src/opening/store/redis-stores.ts'))).toEqual([])
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
