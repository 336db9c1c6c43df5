import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSigningKeys, type SigningKeys } from '../../../src/adapters/jose/keys/key-store.ts'
import type { KeyPolicy } from '../../../src/protocol/keys/key-plan.ts'
import { exitOf, run } from '../children/run.ts'

const start = 1_800_000_000
const day = 86_400

const usual: KeyPolicy = {
  algs: ['ES256'],
  imported: [],
  lifetime: undefined,
  lead: 600,
  tokenLifetime: 3600,
  generation: undefined,
}

let folder: string
let file: string
let now: number
let told: unknown[]

const clock = { now: () => now }

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fragrant-rotation-'))
  file = join(folder, 'data', 'keys.json')
  now = start
  told = []
})

afterEach(() => rm(folder, { recursive: true }))

/** The keys of the file, as one more process sees them. */
const openKeys = (policy: Partial<KeyPolicy> = {}, from: string | undefined = file): SigningKeys =>
  createSigningKeys({
    file: from,
    clock,
    settings: { policy: { ...usual, ...policy }, imported: [] },
    report: (error) => told.push(error),
  })

const kidsOf = async (keys: SigningKeys): Promise<readonly string[]> =>
  (await keys.all(['ES256'])).map(({ kid }) => kid)

const kidOf = async (keys: SigningKeys): Promise<string> => (await keys.signing('ES256')).kid

interface Kept {
  readonly generation?: string
  readonly keys: readonly Readonly<Record<string, unknown>>[]
}

const kept = (): Kept => JSON.parse(readFileSync(file, 'utf8')) as Kept

describe.each([
  ['in a file', () => file],
  ['in memory', () => undefined],
])('keys that are kept %s', (_where, from) => {
  it('rotate: the next one is published first, then signs; the old one goes last (OIDC Core §10.1.1)', async () => {
    const keys = createSigningKeys({
      file: from(),
      clock,
      settings: { policy: usual, imported: [] },
    })
    const old = await kidOf(keys)
    await keys.rotate()
    const [first, next = ''] = await kidsOf(keys)
    expect(first).toBe(old)
    expect(next).not.toBe(old)

    now = start + 599
    expect(await kidOf(keys)).toBe(old)
    now = start + 600
    expect(await kidOf(keys)).toBe(next)
    expect(await kidsOf(keys)).toEqual([next, old])
    expect((await keys.named(old))?.kid).toBe(old)

    now = start + 600 + 3600 + 59
    expect(await kidsOf(keys)).toEqual([next, old])
    now += 1
    expect(await kidsOf(keys)).toEqual([next])
    expect(await keys.named(old)).toBeUndefined()
  })

  it('rotate when their lifetime says so, each successor in its time', async () => {
    const keys = createSigningKeys({
      file: from(),
      clock,
      settings: { policy: { ...usual, lifetime: day }, imported: [] },
    })
    const seen = new Set([await kidOf(keys)])
    for (const days of [1, 2, 3]) {
      now = start + days * day - 600
      expect(await kidsOf(keys)).toHaveLength(2)
      expect(seen).toContain(await kidOf(keys))
      now = start + days * day
      const kid = await kidOf(keys)
      expect(seen).not.toContain(kid)
      seen.add(kid)
    }
    expect(await kidsOf(keys)).toHaveLength(2)
  })

  it('rotate when the generation becomes another, and not when it is named first with the first key', async () => {
    const policy = { ...usual, generation: 'one' }
    const keys = createSigningKeys({ file: from(), clock, settings: { policy, imported: [] } })
    const old = await kidOf(keys)
    expect(await kidsOf(keys)).toEqual([old])
    keys.follow({ policy: { ...policy, generation: 'two' }, imported: [] })
    const kids = await kidsOf(keys)
    expect(kids).toHaveLength(2)
    now += 600
    expect(await kidOf(keys)).toBe(kids[1])
  })
})

describe('a key file that another process rotates', () => {
  it('is read again by whoever asks next', async () => {
    const [server, command] = [openKeys(), openKeys()]
    const old = await kidOf(server)
    await command.rotate()
    now += 1
    const kids = await kidsOf(server)
    expect(kids).toHaveLength(2)
    expect(kids[0]).toBe(old)
    now += 600
    expect(await kidOf(server)).toBe(kids[1])
    expect(told).toEqual([])
  })

  it('loses no key of many writers, however they come', async () => {
    const algs = ['ES256', 'ES384', 'EdDSA', 'Ed25519'] as const
    const writers = algs.flatMap((alg) => [alg, alg]).map((alg) => ({ alg, keys: openKeys() }))
    const made = await Promise.all(writers.map(({ alg, keys }) => keys.signing(alg)))
    expect(
      kept()
        .keys.map(({ alg }) => alg)
        .toSorted(),
    ).toEqual([...algs].toSorted())
    const kids = new Set((await openKeys().all(algs)).map(({ kid }) => kid))
    expect(new Set(made.map(({ kid }) => kid))).toEqual(kids)
    await Promise.all(writers.map(({ keys }) => keys.rotate()))
    // those of one policy: ES256 alone has a successor, and one
    expect(kept().keys).toHaveLength(algs.length + 1)
    expect(readdirSync(dirname(file))).toEqual(['keys.json'])
  })

  it('loses no key of processes that write at the same moment', async () => {
    const algs = ['ES256', 'ES384', 'EdDSA', 'Ed25519']
    const moment = String(Date.now() + 4000)
    const children = algs.map((alg) => run('make-key.ts', [file, alg, moment]))
    expect(await Promise.all(children.map(exitOf))).toEqual([0, 0, 0, 0])
    expect(
      kept()
        .keys.map(({ alg }) => alg)
        .toSorted(),
    ).toEqual(algs.toSorted())
    expect(readdirSync(dirname(file))).toEqual(['keys.json'])
  })

  it('is taken over from a process that was killed while it wrote', async () => {
    mkdirSync(dirname(file))
    const nobody = 2 ** 22 + 1
    writeFileSync(`${file}.lock`, JSON.stringify({ pid: nobody, started: '1' }))
    writeFileSync(`${file}.lock.${nobody}-0123456789ab`, '')
    await kidOf(openKeys())
    expect(readdirSync(dirname(file))).toEqual(['keys.json'])
  })
})

describe('a key file, while its keys are in use', () => {
  it('that is damaged takes no key along, and is told of once', async () => {
    const keys = openKeys()
    const kid = await kidOf(keys)
    const good = readFileSync(file)
    writeFileSync(file, 'not json')
    for (const _ of [1, 2]) {
      now += 1
      expect(await kidsOf(keys)).toEqual([kid])
    }
    expect(told.map(String)).toEqual([
      expect.stringContaining(`The key file ${file} does not hold the signing keys`),
    ])
    writeFileSync(file, good)
    now += 1
    expect(await kidsOf(keys)).toEqual([kid])
  })

  it('that is deleted takes no key along', async () => {
    const keys = openKeys()
    const kid = await kidOf(keys)
    await rm(file)
    now += 1
    expect(await kidsOf(keys)).toEqual([kid])
    await keys.rotate()
    expect(kept().keys).toHaveLength(2)
  })

  it('holds no private key of which no token is alive any more', async () => {
    const keys = openKeys()
    await kidOf(keys)
    await keys.rotate(0)
    const [, next] = kept().keys
    now += 3660
    await keys.tend()
    expect(kept().keys).toEqual([next])
  })

  it('is gone with the last key, when nothing is signed with those any more', async () => {
    const keys = openKeys()
    await kidOf(keys)
    keys.follow({ policy: { ...usual, algs: ['EdDSA'] }, imported: [] })
    await keys.rotate()
    now += 3660
    await keys.tend()
    expect(existsSync(file)).toBe(false)
    expect(await openKeys({ algs: ['EdDSA'] }).signing('EdDSA')).toMatchObject({ alg: 'EdDSA' })
  })

  it('remembers the longest lifetime of tokens, so that a shorter one voids none', async () => {
    await kidOf(openKeys({ tokenLifetime: day }))
    const keys = openKeys({ tokenLifetime: 60 })
    const old = await kidOf(keys)
    await keys.rotate(0)
    now += day + 59
    expect(await kidsOf(keys)).toContain(old)
    now += 1
    expect(await kidsOf(keys)).not.toContain(old)
  })

  it('remembers its generation, so that a change is seen at the next start', async () => {
    await kidOf(openKeys({ generation: 'one' }))
    expect(kept().generation).toBe('one')
    expect(await kidsOf(openKeys({ generation: 'one' }))).toHaveLength(1)
    expect(await kidsOf(openKeys())).toHaveLength(1)
    expect(await kidsOf(openKeys({ generation: 'two' }))).toHaveLength(2)
    expect(await kidsOf(openKeys({ generation: 'two' }))).toHaveLength(2)
  })
})

describe('a key file of a release that wrote no times', () => {
  const withoutTimes = () =>
    writeFileSync(
      file,
      JSON.stringify({
        keys: kept().keys.map(({ since, signs_from, signs_until, token_lifetime, ...jwk }) => jwk),
      }),
    )

  it('goes on signing, and rotates like any other', async () => {
    const old = await kidOf(openKeys())
    withoutTimes()
    const keys = openKeys()
    expect(await kidOf(keys)).toBe(old)
    await keys.rotate()
    now += 600
    expect(await kidsOf(keys)).toHaveLength(2)
    expect(await kidOf(keys)).not.toBe(old)
    now += 3660
    expect(await kidsOf(keys)).toHaveLength(1)
  })

  it.each([
    ['since', 'yesterday'],
    ['signs_from', -1],
    ['signs_until', 1.5],
    ['token_lifetime', null],
  ])('is damaged when its %s is %j', async (name, value) => {
    await kidOf(openKeys())
    writeFileSync(
      file,
      JSON.stringify({ keys: kept().keys.map((key) => ({ ...key, [name]: value })) }),
    )
    await expect(openKeys().load()).rejects.toThrow('does not hold the signing keys')
  })
})
