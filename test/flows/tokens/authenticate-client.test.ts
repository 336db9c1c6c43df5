import { describe, expect, it } from 'vitest'
import type { ClientId } from '../../../src/protocol/client/client.ts'
import { type Changes, sentParameters } from '../../support/authorize-requests.ts'
import { createFlows, type Flows, issuer } from '../../support/flows.ts'
import { aService, forService, requestOf } from '../../support/token-requests.ts'

const clients = [
  aService(),
  aService({
    id: 'by-header' as ClientId,
    auth: { ...aService().auth, methods: ['client_secret_basic'] },
  }),
]

const grant = { grant_type: 'client_credentials' }

const byForm = (flows: Flows, changes = {}) => flows.token(requestOf({ ...forService, ...changes }))

const byHeader = (flows: Flows, text: string) =>
  flows.token(requestOf(grant, { authorization: `Basic ${btoa(text)}` }))

describe('a client that proves itself by a secret', () => {
  it('gets its tokens, and nothing is counted against it', async () => {
    const flows = createFlows({ clients })
    expect((await byForm(flows)).token_type).toBe('Bearer')
    expect((await byHeader(flows, 'by-header:secret')).token_type).toBe('Bearer')
    expect(flows.guesses.failed).toEqual([])
  })

  it('is refused with a wrong one, which counts against its network address (RFC 6749 §2.3.1)', async () => {
    const flows = createFlows({ clients })
    for (const client_secret of ['wrong', 'secret ', 'Secret']) {
      await expect(byForm(flows, { client_secret })).rejects.toMatchObject({
        error: 'invalid_client',
        status: 401,
      })
    }
    expect(flows.guesses.failed).toEqual(Array(3).fill('service from 127.0.0.1'))
    expect(flows.emitted).toEqual([])
  })

  it('is asked for the header where it has used it, and there alone (RFC 6749 §5.2)', async () => {
    const flows = createFlows({ clients })
    const refused = { error: 'invalid_client' }
    await expect(byHeader(flows, 'by-header:wrong')).rejects.toMatchObject({
      ...refused,
      scheme: 'Basic',
    })
    await expect(byForm(flows, { client_secret: 'wrong' })).rejects.toMatchObject({
      ...refused,
      scheme: undefined,
    })
  })

  it('must prove itself in the way that it has registered', async () => {
    const flows = createFlows({ clients })
    await expect(byHeader(flows, 'service:secret')).rejects.toMatchObject({
      error: 'invalid_client',
    })
    const withoutSecret = byForm(flows, { client_secret: undefined })
    await expect(withoutSecret).rejects.toMatchObject({ error: 'invalid_client' })
  })

  it('waits after too many wrong ones, even with the right one', async () => {
    const flows = createFlows({ clients })
    flows.guesses.wait = 7
    await expect(byForm(flows)).rejects.toMatchObject({
      error: 'temporarily_unavailable',
      message: expect.stringContaining('7 s'),
    })
    expect(flows.guesses.failed).toEqual([])
  })
})

describe('a client that proves itself by an assertion', () => {
  const auth = { methods: ['private_key_jwt' as const], secretHash: undefined, keys: [] }
  const signing = [
    aService({ auth }),
    aService({ id: 'other' as ClientId, auth }),
    ...clients.slice(1),
  ]

  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

  /** One that the flows of tests take for signed. */
  const assertionOf = (flows: Flows, changes: object = {}) => {
    const claims = { iss: 'service', sub: 'service', aud: issuer, jti: 'j' }
    return `e30.${part({ ...claims, exp: flows.clock.time + 60, ...changes })}.sig`
  }

  const asked = (flows: Flows, client_assertion: string, changes: Changes = {}) =>
    flows.token(
      requestOf({
        ...grant,
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion,
        ...changes,
      }),
    )

  const refused = { error: 'invalid_client' }

  it('need not name itself beside (RFC 7521 §4.2)', async () => {
    const flows = createFlows({ clients: signing })
    expect((await asked(flows, assertionOf(flows))).token_type).toBe('Bearer')
    const beside = assertionOf(flows, { jti: 'k' })
    expect((await asked(flows, beside, { client_id: 'service' })).token_type).toBe('Bearer')
    const others = asked(flows, assertionOf(flows, { jti: 'l' }), { client_id: 'other' })
    await expect(others).rejects.toMatchObject(refused)
  })

  it('makes it for the issuer, or for any endpoint that clients call (RFC 7523 §3)', async () => {
    const flows = createFlows({ clients: signing })
    for (const path of ['', '/token', '/par', '/revoke', '/introspect']) {
      const assertion = assertionOf(flows, { aud: issuer + path, jti: `for ${path}` })
      expect((await asked(flows, assertion)).token_type, path).toBe('Bearer')
    }
    const elsewhere = assertionOf(flows, { aud: 'https://other.example', jti: 'elsewhere' })
    await expect(asked(flows, elsewhere)).rejects.toMatchObject(refused)
  })

  it('signs it, and nobody guesses at a signature', async () => {
    const flows = createFlows({ clients: signing })
    const forged = assertionOf(flows).replace(/sig$/, 'forged')
    await expect(asked(flows, forged)).rejects.toMatchObject(refused)
    for (const other of ['x', 'a.b.c', `e30.${part({ sub: 1 })}.sig`, 'e30.bnVsbA.sig']) {
      await expect(asked(flows, other)).rejects.toMatchObject(refused)
    }
    expect(flows.guesses.failed).toEqual([])
  })

  it('uses it once, while it works; another client may have the same jti (RFC 7523 §3)', async () => {
    const flows = createFlows({ clients: signing })
    const assertion = assertionOf(flows)
    expect((await asked(flows, assertion)).token_type).toBe('Bearer')
    for (const later of [0, 119]) {
      flows.clock.time += later
      await expect(asked(flows, assertion)).rejects.toMatchObject({
        ...refused,
        message: expect.stringContaining('once'),
      })
    }
    const others = assertionOf(flows, { iss: 'other', sub: 'other' })
    expect((await asked(flows, others)).token_type).toBe('Bearer')
    expect((await asked(flows, assertionOf(flows, { jti: 'k' }))).token_type).toBe('Bearer')
  })
})

describe('a client that nobody knows', () => {
  it('is refused, and nothing is counted, for there is no secret to guess', async () => {
    const flows = createFlows({ clients })
    await expect(byForm(flows, { client_id: 'nobody' })).rejects.toMatchObject({
      error: 'invalid_client',
    })
    expect(flows.guesses.failed).toEqual([])
  })
})

describe('a client that is disabled', () => {
  it('is refused', async () => {
    const flows = createFlows({ clients: [aService({ enabled: false })] })
    await expect(byForm(flows)).rejects.toMatchObject({ error: 'invalid_client' })
  })
})

describe('a request to the token endpoint', () => {
  it.each([
    [
      'a grant type that its client has not registered',
      'authorization_code',
      'unauthorized_client',
    ],
    ['the grant type of another', 'refresh_token', 'unauthorized_client'],
    ['a grant type that there is not', 'password', 'unsupported_grant_type'],
    ['the implicit grant', 'implicit', 'unsupported_grant_type'],
    ['no grant type', '', 'invalid_request'],
  ])('is refused with %s (RFC 6749 §5.2)', async (_, grant_type, error) => {
    await expect(byForm(createFlows({ clients }), { grant_type })).rejects.toMatchObject({ error })
  })

  it('is refused with a parameter twice, or with one in its query (RFC 6749 §3.2)', async () => {
    const flows = createFlows({ clients })
    const twice = byForm(flows, { scope: ['', 'a', 'b'] })
    await expect(twice).rejects.toMatchObject({ error: 'invalid_request' })
    const query = sentParameters({ scope: 'a' })
    const inQuery = flows.token(requestOf(forService, { query }))
    await expect(inQuery).rejects.toMatchObject({ error: 'invalid_request' })
  })
})
