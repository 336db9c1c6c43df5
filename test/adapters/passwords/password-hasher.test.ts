import { scryptSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  costliestOf,
  isMeantAsHash,
  parsePasswordHash,
  restOf,
} from '../../../src/adapters/passwords/password-hash.ts'
import {
  createHashingQueue,
  createPasswordHasher,
  hashPassword,
} from '../../../src/adapters/passwords/password-hasher.ts'

/** Cheap, so that the tests are quick. */
const cheap = { ln: 10, r: 8, p: 1 }

const plainHasher = createPasswordHasher({
  costliest: () => undefined,
  queue: createHashingQueue(),
})

describe('the password hasher', () => {
  it('knows a password that it has hashed, and no other', async () => {
    const stored = await hashPassword('corrèct horse 🐎', cheap)
    expect(await plainHasher.verify(stored, 'corrèct horse 🐎')).toBe('right')
    expect(await plainHasher.verify(stored, 'correct horse')).toBe('wrong')
    expect(await plainHasher.verify(stored, stored)).toBe('wrong')
  })

  it('writes the PHC form of scrypt, N = 2^15, r = 8, p = 1 (RFC 7914 §2)', async () => {
    const stored = await hashPassword('secret')
    const [, salt = '', hash = ''] =
      /^\$scrypt\$ln=15,r=8,p=1\$([\w+/]{22})\$([\w+/]{43})$/.exec(stored) ?? []
    const options = { N: 2 ** 15, r: 8, p: 1, maxmem: 2 ** 27 }
    const derived = scryptSync('secret', Buffer.from(salt, 'base64'), 32, options)
    expect(derived.toString('base64')).toBe(`${hash}=`)
  })

  it('salts: the same password is stored differently each time', async () => {
    expect(await hashPassword('secret', cheap)).not.toBe(await hashPassword('secret', cheap))
  })

  it('compares with plain text, letter for letter', async () => {
    expect(await plainHasher.verify('secret', 'secret')).toBe('right')
    for (const wrong of ['Secret', 'secret ', 'secre', '', 'undefined']) {
      expect(await plainHasher.verify('secret', wrong)).toBe('wrong')
    }
  })

  it('lets nobody in who has no password, whatever is typed', async () => {
    for (const typed of ['', 'undefined', 'null']) {
      expect(await plainHasher.verify(undefined, typed)).toBe('wrong')
    }
  })

  it.each(['$scrypt$ln=15$broken', '$2b$10$abcdefghijklmnopqrstuv', '$argon2id$v=19$m=1,t=1$a$b'])(
    'never takes the hash %s itself for the password',
    async (stored) => {
      expect(await plainHasher.verify(stored, stored)).toBe('wrong')
    },
  )

  it('takes 1024 bytes, and no more: what is longer is wrong without being hashed', async () => {
    const long = 'é'.repeat(512)
    expect(await plainHasher.verify(long, long)).toBe('right')
    expect(await plainHasher.verify(`${long}x`, `${long}x`)).toBe('wrong')
    const costly = createPasswordHasher({
      costliest: () => ({ ln: 17, r: 8, p: 1 }),
      queue: createHashingQueue(),
    })
    const begun = performance.now()
    expect(await costly.verify(undefined, 'x'.repeat(1_000_000))).toBe('wrong')
    expect(performance.now() - begun).toBeLessThan(500)
  })

  it('takes as long for nobody, for plain text and for a cheap hash as for the costliest one', async () => {
    const cost = { ln: 14, r: 8, p: 1 }
    const stored = await hashPassword('secret', cost)
    const hasher = createPasswordHasher({
      costliest: () => costliestOf([undefined, 'x', stored]),
      queue: createHashingQueue(),
    })
    const timeOf = async (one: string | undefined) => {
      const times: number[] = []
      for (let round = 0; round < 9; round += 1) {
        const begun = performance.now()
        await hasher.verify(one, 'wrong')
        times.push(performance.now() - begun)
      }
      // the quickest round is the one that nothing else has disturbed
      return Math.min(...times)
    }
    const usual = await timeOf(stored)
    expect(await hasher.verify(await hashPassword('secret', cheap), 'secret')).toBe('right')
    for (const one of [undefined, 'plain', await hashPassword('secret', cheap)]) {
      const ratio = (await timeOf(one)) / usual
      expect(ratio).toBeGreaterThan(0.5)
      expect(ratio).toBeLessThan(2)
    }
  })

  it('checks two hashes at once, lets 100 wait, and sends the rest away', async () => {
    const stored = await hashPassword('secret', cheap)
    const tries = Array.from({ length: 150 }, () => plainHasher.verify(stored, 'secret'))
    const verdicts = await Promise.all(tries)
    expect(verdicts.filter((verdict) => verdict === 'right')).toHaveLength(102)
    expect(verdicts.filter((verdict) => verdict === 'busy')).toHaveLength(48)
    expect(await plainHasher.verify(stored, 'secret')).toBe('right')
  })
})

describe('what is hashed for nothing', () => {
  const work = ({ ln, r, p }: typeof cheap) => 2 ** ln * r * p

  it.each([
    [undefined, { ln: 15, r: 8, p: 1 }],
    [cheap, { ln: 15, r: 8, p: 1 }],
    [
      { ln: 14, r: 8, p: 1 },
      { ln: 15, r: 8, p: 1 },
    ],
    [
      { ln: 12, r: 8, p: 3 },
      { ln: 16, r: 8, p: 1 },
    ],
    [
      { ln: 11, r: 3, p: 1 },
      { ln: 14, r: 8, p: 2 },
    ],
    [
      { ln: 15, r: 8, p: 1 },
      { ln: 15, r: 8, p: 1 },
    ],
  ])('beside %j costs with it as much as %j, within the cheapest hash', (spent, costliest) => {
    const whole = [...(spent ? [spent] : []), ...restOf(spent, costliest)]
    const short = work(costliest) - whole.reduce((sum, one) => sum + work(one), 0)
    expect(short).toBeGreaterThanOrEqual(0)
    expect(short).toBeLessThan(work({ ...costliest, ln: 10 }))
  })
})

describe('a stored password', () => {
  const salt = 'c29tZXNhbHQxMjM0NTY3OA'
  const hash = 'YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE'

  it('is read with its cost, its salt and its hash', () => {
    const read = parsePasswordHash(`$scrypt$ln=15,r=8,p=1$${salt}$${hash}`)
    expect(read).toEqual({
      ln: 15,
      r: 8,
      p: 1,
      salt: Buffer.from('somesalt12345678'),
      hash: Buffer.from('a'.repeat(32)),
    })
  })

  it.each([
    ['has no cost', `$scrypt$${salt}$${hash}`],
    ['has no salt', `$scrypt$ln=15,r=8,p=1$${hash}`],
    ['has a salt that is too short', `$scrypt$ln=15,r=8,p=1$YWE$${hash}`],
    ['has a hash that is too short', `$scrypt$ln=15,r=8,p=1$${salt}$YWFhYQ`],
    ['would cost nothing', `$scrypt$ln=1,r=8,p=1$${salt}$${hash}`],
    ['would cost all memory', `$scrypt$ln=30,r=8,p=1$${salt}$${hash}`],
    ['would cost all time', `$scrypt$ln=15,r=8,p=99$${salt}$${hash}`],
    ['has more after its hash', `$scrypt$ln=15,r=8,p=1$${salt}$${hash}$x`],
    ['is of another kind', `$argon2id$v=19$m=19456,t=2,p=1$${salt}$${hash}`],
  ])('that %s is meant as a hash, and is not one that can be checked', (_, stored) => {
    expect(isMeantAsHash(stored)).toBe(true)
    expect(parsePasswordHash(stored)).toBeUndefined()
  })

  it.each(['secret', '$ecret', '$scrypt', 'a$scrypt$b', '$100$ is a lot'])(
    'such as %s is plain text',
    (stored) => {
      expect(isMeantAsHash(stored)).toBe(false)
      expect(parsePasswordHash(stored)).toBeUndefined()
    },
  )
})
