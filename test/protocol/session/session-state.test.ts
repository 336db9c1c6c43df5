import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { ClientId } from '../../../src/protocol/client/client.ts'
import {
  browserStateOf,
  sessionStateOf,
  signedOut,
} from '../../../src/protocol/session/session-state.ts'

const bound = {
  clientId: 'spa' as ClientId,
  redirectUri: 'https://app.example:8443/callback?a=b',
  browserState: 'state',
  salt: 'salt',
}

describe('the browser state', () => {
  it('is another one for each session, and says nothing of its secret (OIDC Session §3.2)', () => {
    const states = ['a', 'b'].map((id) => browserStateOf({ id }))
    expect(new Set([...states, signedOut, 'a', 'b']).size).toBe(5)
    const plain = createHash('sha256').update('a').digest('base64url')
    expect(states).not.toContain(plain)
    expect(browserStateOf({ id: 'a' })).toBe(states[0])
    expect(browserStateOf(undefined)).toBe(signedOut)
  })
})

describe('session_state', () => {
  it('is the hash of client, origin, browser state and salt, then the salt (OIDC Session §3.2)', () => {
    const text = 'spa https://app.example:8443 state salt'
    const hash = createHash('sha256').update(text).digest('base64url')
    expect(sessionStateOf(bound)).toBe(`${hash}.salt`)
  })

  it.each<Partial<typeof bound>>([
    { clientId: 'other' as ClientId },
    { redirectUri: 'https://evil.example/callback' },
    { redirectUri: 'https://app.example/callback' },
    { redirectUri: 'http://app.example:8443/callback' },
    { browserState: 'other' },
    { salt: 'other' },
  ])('is another one with %o', (changes) => {
    const [hash] = sessionStateOf(bound).split('.')
    expect(sessionStateOf({ ...bound, ...changes }).split('.')[0]).not.toBe(hash)
  })

  it('is the same at every address of an origin, and has only characters that no client decodes', () => {
    const redirectUri = 'https://app.example:8443/'
    expect(sessionStateOf({ ...bound, redirectUri })).toBe(sessionStateOf(bound))
    expect(sessionStateOf(bound)).toMatch(/^[\w.-]+$/)
  })
})
