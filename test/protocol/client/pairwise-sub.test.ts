import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { pairwiseSub } from '../../../src/protocol/client/pairwise-sub.ts'

const salt = Buffer.alloc(32, 7)

describe('a pairwise sub', () => {
  it('is a keyed hash of sector and user, at most 255 characters of ASCII (OIDC Core §8.1, §2)', () => {
    const sub = pairwiseSub(salt, 'a.example', 'alice')
    expect(sub).toMatch(/^[\w-]{43}$/)
    expect(sub).toBe(createHmac('sha256', salt).update('a.example\nalice').digest('base64url'))
    expect(pairwiseSub(salt, 'a.example', 'alice')).toBe(sub)
  })

  it('is another for another user, another sector and another salt', () => {
    const all = [
      pairwiseSub(salt, 'a.example', 'alice'),
      pairwiseSub(salt, 'a.example', 'bob'),
      pairwiseSub(salt, 'b.example', 'alice'),
      pairwiseSub(Buffer.alloc(32, 8), 'a.example', 'alice'),
      pairwiseSub(salt, 'a.examplea', 'lice'),
    ]
    expect(new Set(all).size).toBe(all.length)
  })
})
