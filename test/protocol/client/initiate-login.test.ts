import { describe, expect, it } from 'vitest'
import { initiateLoginAddress } from '../../../src/protocol/client/initiate-login.ts'
import { aClient } from '../../support/clients.ts'

const issuer = 'https://id.example/realms/r'
const address = (initiateLoginUri: string | undefined, enabled = true) =>
  initiateLoginAddress(aClient({ initiateLoginUri, enabled }), issuer)

describe('where a login to a client begins (OIDC Core §4)', () => {
  it('is told who sends the user, beside the query that it has', () => {
    const iss = encodeURIComponent(issuer)
    expect(address('https://app.example/login')).toBe(`https://app.example/login?iss=${iss}`)
    expect(address('https://app.example/login?a=b')).toBe(
      `https://app.example/login?a=b&iss=${iss}`,
    )
  })

  it('is nowhere for a client that named none, or that is switched off', () => {
    expect(address(undefined)).toBeUndefined()
    expect(address('https://app.example/login', false)).toBeUndefined()
  })
})
