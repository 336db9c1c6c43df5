import { describe, expect, it } from 'vitest'
import {
  endedFamily,
  hashOf,
  newFamily,
  parseRefreshToken,
  type RefreshFamily,
  turnOf,
  useRefreshToken,
  writeRefreshToken,
} from '../../../src/protocol/token/refresh-token.ts'

const now = 1_800_000_000
type Family = RefreshFamily<string>

const begun = (): Family =>
  newFamily({
    ...{ grant: 'a grant', jkt: undefined, endsWithSession: false, expiresAt: now + 1000 },
    ...{ first: hashOf('one'), now },
  })

const use = (family: Family, turn: number, secret: string, next: string, more = {}): Family =>
  useRefreshToken(family, {
    turn,
    secret,
    next: hashOf(next),
    jkt: undefined,
    now,
    grace: 0,
    ...more,
  })

const works = (family: Family, secret: string): boolean =>
  turnOf(family, hashOf(secret)) !== undefined

describe('a family of refresh tokens', () => {
  it('has one that works, and each use puts the next in its place (RFC 9700 §4.14.2)', () => {
    const second = use(begun(), 1, 'one', 'two')
    expect([works(second, 'one'), works(second, 'two')]).toEqual([false, true])
    expect(turnOf(second, hashOf('two'))).toBe(2)
    const third = use(second, 2, 'two', 'three')
    expect([works(third, 'two'), works(third, 'three')]).toEqual([false, true])
  })

  it('ends when a used one comes again', () => {
    const again = use(use(begun(), 1, 'one', 'two'), 1, 'one', 'x')
    expect(again.ended).toBe(true)
    expect([works(again, 'two'), works(again, 'x')]).toEqual([false, false])
  })

  it('ends when one comes that is older than all it remembers', () => {
    let family = begun()
    for (let turn = 1; turn <= 10; turn += 1) {
      family = use(family, turn, turn === 1 ? 'one' : `t${turn}`, `t${turn + 1}`)
    }
    expect(family.spent).toHaveLength(5)
    expect(use(family, 1, 'one', 'x').ended).toBe(true)
  })

  it.each([
    ['with another secret', 1, 'wrong'],
    ['of a turn that was not yet', 2, 'one'],
    ['of turn 0', 0, 'one'],
  ])('is left alone by a token %s', (_, turn, secret) => {
    const family = begun()
    expect(use(family, turn, secret, 'x')).toBe(family)
    const later = use(family, 1, 'one', 'two')
    expect(use(later, turn === 1 ? 1 : turn + 1, 'wrong', 'x')).toBe(later)
  })

  it('takes a used one again within the grace, and gives it a token of its own', () => {
    const second = use(begun(), 1, 'one', 'two')
    const both = use(second, 1, 'one', 'other', { now: now + 9, grace: 10 })
    expect([works(both, 'two'), works(both, 'other')]).toEqual([true, true])
    expect(use(both, 2, 'two', 'three').ended).toBe(false)
    expect(use(second, 1, 'one', 'x', { now: now + 10, grace: 10 }).ended).toBe(true)
  })

  it('has at most five that work at once', () => {
    let family = use(begun(), 1, 'one', 'two')
    for (let at = 0; at < 10; at += 1) {
      family = use(family, 1, 'one', `w${at}`, { grace: 10 })
    }
    expect(family.live).toHaveLength(5)
    expect(works(family, 'w9')).toBe(true)
  })

  it('is over for good once it has ended', () => {
    const ended = endedFamily(begun(), 'a grant', now)
    expect(use(ended, 1, 'one', 'two')).toBe(ended)
    expect(works(ended, 'one')).toBe(false)
    expect(endedFamily<string>(undefined, 'a grant', now).ended).toBe(true)
  })
})

describe('a refresh token', () => {
  const parts = { family: 'f'.repeat(22), turn: 12, secret: 's'.repeat(43) }

  it('is read as it was written', () => {
    expect(parseRefreshToken(writeRefreshToken(parts))).toEqual(parts)
  })

  it('has JSON in its middle, as a JWT has: keycloak-js decodes it', () => {
    const [, middle = ''] = writeRefreshToken(parts).split('.')
    expect(JSON.parse(Buffer.from(middle, 'base64url').toString())).toEqual({ turn: 12 })
  })

  const withMiddle = (text: string) =>
    `${parts.family}.${Buffer.from(text).toString('base64url')}.${parts.secret}`

  it.each([
    '',
    '..',
    'a.1.b',
    `${parts.family}.12.${parts.secret}`,
    `${writeRefreshToken(parts)}=`,
    ` ${writeRefreshToken(parts)}`,
    writeRefreshToken(parts).replace('n0.', 'n1.'),
    ...['{"turn":01}', '{"turn":-1}', '{"turn":1.5}', '{"turn": 1}', '{"turn":1234567890}'].map(
      withMiddle,
    ),
  ])('is not %j', (text) => expect(parseRefreshToken(text)).toBeUndefined())
})
