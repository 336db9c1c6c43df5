import { describe, expect, it } from 'vitest'
import { isScopeSyntax, standardScopes } from '../../src/protocol/scope.ts'

describe('a scope', () => {
  it('may hold printable ASCII but for the quote and the backslash (RFC 6749 §3.3)', () => {
    for (let code = 0; code < 0x180; code += 1) {
      const char = String.fromCharCode(code)
      const isAllowed = code >= 0x20 && code <= 0x7e && char !== '"' && char !== '\\'
      expect(isScopeSyntax(`a${char}b`), `U+${code.toString(16)}`).toBe(isAllowed)
    }
    expect(isScopeSyntax('')).toBe(true)
    expect(isScopeSyntax('openid\n')).toBe(false)
  })

  it('of the standard ones opens these claims (OIDC Core §5.4)', () => {
    const counts = standardScopes.map(({ name, claims }) => [name, claims.length])
    expect(counts).toEqual([
      ['openid', 1],
      ['profile', 14],
      ['email', 2],
      ['address', 1],
      ['phone', 2],
      ['offline_access', 0],
    ])
  })
})
