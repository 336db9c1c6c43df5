import type { AddressInfo } from 'node:net'
import { test as base } from 'fragrant/vitest'
import { expect } from 'vitest'
import { createApi } from './api'

const test = base.extend<{ get: (token: string) => Promise<Response> }>({
  get: async ({ idp }, use) => {
    const api = createApi(idp.issuer, idp.endpoints.jwks).listen(0)
    const { port } = api.address() as AddressInfo
    await use((token) =>
      fetch(`http://localhost:${port}`, { headers: { authorization: `Bearer ${token}` } }),
    )
    api.close()
  },
})

const order = { sub: 'carol', aud: 'orders', scope: 'orders:read' }

test('carol reads her orders', async ({ idp, get }) => {
  const { token } = await idp.tokens.issue(order)
  expect(await (await get(token)).json()).toEqual({ orders: 'of carol' })
})

test('a token without the scope is not enough', async ({ idp, get }) => {
  const { token } = await idp.tokens.issue({ ...order, scope: 'orders:write' })
  expect((await get(token)).status).toBe(403)
})

const defects = [
  ...(['expired', 'not-yet', 'bad-signature', 'unknown-kid', 'alg-none'] as const),
  ...(['wrong-iss', 'wrong-aud', 'no-sub', 'garbage'] as const),
]

for (const defect of defects) {
  test(`a token is refused: ${defect}`, async ({ idp, get }) => {
    const { token } = await idp.tokens.issue({ ...order, defect })
    expect((await get(token)).status).toBe(401)
  })
}

test('an ID Token is no access token', async ({ idp, get }) => {
  const { token } = await idp.tokens.issue({ ...order, kind: 'id' })
  expect((await get(token)).status).toBe(401)
})

test('tokens of a new key are taken', async ({ idp, get }) => {
  await idp.keys.rotate()
  const { token } = await idp.tokens.issue(order)
  expect((await get(token)).status).toBe(200)
})
