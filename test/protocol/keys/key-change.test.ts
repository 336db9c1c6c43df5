import { describe, expect, it } from 'vitest'
import { keyChange } from '../../../src/protocol/keys/key-change.ts'
import type { KeyLife } from '../../../src/protocol/keys/key-life.ts'

const aKey = (kid: string, alg: KeyLife['alg'] = 'ES256'): KeyLife => ({
  kid,
  alg,
  since: 1_800_000_000,
  signsFrom: 1_800_000_000,
  signsUntil: undefined,
  tokenLifetime: 3600,
})

describe('the news about keys', () => {
  it('is a successor that has come, and a key that has gone', () => {
    expect(keyChange([aKey('a')], [aKey('a'), aKey('b')])).toEqual({
      published: ['b'],
      dropped: [],
    })
    expect(keyChange([aKey('a'), aKey('b')], [aKey('b')])).toEqual({
      published: [],
      dropped: ['a'],
    })
  })

  it('is not the first key of an algorithm, nor a key that stays', () => {
    expect(keyChange([], [aKey('a')])).toBeUndefined()
    expect(keyChange([aKey('a')], [aKey('a'), aKey('e', 'EdDSA')])).toBeUndefined()
    const ended = { ...aKey('a'), signsUntil: 1_800_000_600 }
    expect(keyChange([aKey('a')], [ended])).toBeUndefined()
  })
})
