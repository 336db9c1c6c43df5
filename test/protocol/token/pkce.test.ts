import { describe, expect, it } from 'vitest'
import {
  challengeOf,
  isCodeChallenge,
  isCodeVerifier,
  verifies,
} from '../../../src/protocol/token/pkce.ts'

// RFC 7636 Appendix B
const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'

describe('a code_verifier', () => {
  it('fits the challenge that was made from it (RFC 7636 Appendix B)', () => {
    expect(challengeOf(verifier)).toBe(challenge)
    expect(verifies(verifier, challenge)).toBe(true)
  })

  it.each([
    ['another one', `${verifier.slice(0, -1)}l`],
    ['one that was cut short', verifier.slice(0, -1)],
    ['the challenge itself, as plain would have it', challenge],
    ['nothing', ''],
  ])('does not fit as %s', (_, text) => expect(verifies(text, challenge)).toBe(false))

  it('of another form fits nothing, not even its own hash', () => {
    expect(verifies('a'.repeat(42), challengeOf('a'.repeat(42)))).toBe(false)
  })

  it.each([
    ['a'.repeat(42), false],
    ['a'.repeat(43), true],
    ['a'.repeat(128), true],
    ['a'.repeat(129), false],
    [`${'a'.repeat(43)} `, false],
    [`${'a'.repeat(42)}+`, false],
    [`${'a'.repeat(39)}-._~`, true],
  ])('%j may be one: %s (RFC 7636 §4.1)', (text, may) => expect(isCodeVerifier(text)).toBe(may))
})

describe('a code_challenge', () => {
  it.each([
    [challenge, true],
    [`${challenge}=`, false],
    [challenge.slice(1), false],
    [`${challenge.slice(1)}+`, false],
    [`${challenge}\n`, false],
  ])('%j may be one: %s (RFC 7636 §4.2)', (text, may) => expect(isCodeChallenge(text)).toBe(may))
})
