import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { clientMetadata } from '../../../src/protocol/register/client-metadata.ts'
import { type JudgedBy, judgeClient } from '../../../src/protocol/register/judge-client.ts'

const schema = z.object(clientMetadata)
const said = { redirect_uris: ['https://app.example/cb', 'http://localhost:5173/cb'] }

/** What is wrong with an address for logouts, as whoever registers it is told. */
function faultOf(key: string, uri: unknown, mode: JudgedBy['mode'] = 'local'): string | undefined {
  const read = schema.safeParse({ ...said, [key]: uri })
  if (!read.success) return read.error.issues[0]?.message
  const [fault] = judgeClient(read.data, { scopes: [], isOwnAddress: () => false, mode })
  return fault?.kind === 'mismatch' ? fault.problem : undefined
}

describe.each(['frontchannel_logout_uri', 'backchannel_logout_uri'])('%s', (key) => {
  it.each(['https://app.example/out', 'https://app.example/out?a=b', 'http://localhost:5173/out'])(
    'may be %s',
    (uri) => expect(faultOf(key, uri)).toBeUndefined(),
  )

  it.each([
    ['out', 'absolute'],
    [7, 'absolute'],
    ['http://app.example/out', 'https'],
    ['https://app.example/out#a', 'fragment'],
    ['https://user:pw@app.example/out', 'user name'],
    ['com.example.app:/out', 'https'],
    ['https://app.example/out?sid=a', 'sid'],
    ['https://app.example/out?iss=a', 'query'],
    ['https://*.app.example/out', 'wildcard'],
    [`https://app.example/${'a'.repeat(3000)}`, 'characters'],
  ])('is refused as %s: it is about %s', (uri, about) => {
    expect(faultOf(key, uri)).toContain(about)
  })
})

describe('frontchannel_logout_uri', () => {
  it.each([
    'https://evil.example/out',
    'https://app.example:8443/out',
    'http://localhost:5174/out',
  ])(
    'is refused on an origin that no redirect URI has: %s (OIDC Front-Channel Logout §2)',
    (uri) => {
      expect(faultOf('frontchannel_logout_uri', uri)).toContain('one of redirect_uris')
    },
  )
})

describe('backchannel_logout_uri, in strict mode', () => {
  it('may be https at another host', () => {
    expect(faultOf('backchannel_logout_uri', 'https://app.example/out', 'strict')).toBeUndefined()
  })

  it.each(['http://localhost:5173/out', 'https://localhost/out', 'https://[::1]/out'])(
    'is refused when it is registered, for nothing would ever be posted to it: %s (ASVS 1.3.6)',
    (uri) => {
      expect(faultOf('backchannel_logout_uri', uri, 'strict')).toContain('in strict mode')
    },
  )
})
