import { test as base } from 'fragrant/vitest'
import { expect } from 'vitest'
import { createAuth } from './auth'

interface Fixtures {
  auth: ReturnType<typeof createAuth>
  /** Goes where the app sends its user, and answers the address that they come back to. */
  visit: (url: string) => Promise<string>
}

const test = base.extend<Fixtures>({
  auth: ({ idp }, use) => use(createAuth(idp.issuer)),
  visit: ({ idp }, use) =>
    use(async (url) => {
      const params = Object.fromEntries(new URL(url).searchParams)
      return (await idp.authorize(params)).redirect
    }),
})

test('bob signs in', async ({ idp, auth, visit }) => {
  await idp.logins.next({ user: 'bob' })
  await auth.finish(await visit(await auth.start()))
  expect(auth.user()).toBe('bob')
})

test('nobody is signed in who says no', async ({ idp, auth, visit }) => {
  await idp.logins.next({ deny: true })
  await expect(auth.finish(await visit(await auth.start()))).rejects.toThrow('did not approve')
  expect(auth.user()).toBeUndefined()
})

test('an answer that nobody asked for is not taken', async ({ idp, auth, visit }) => {
  const url = await visit(await createAuth(idp.issuer).start())
  await expect(auth.finish(url)).rejects.toThrow('No matching state')
})

test('tokens are renewed an hour later', async ({ idp, auth, visit }) => {
  await auth.finish(await visit(await auth.start()))
  const before = auth.accessToken()
  await idp.clock.advance('61m')
  await auth.renew()
  expect(auth.accessToken()).not.toBe(before)
  expect(auth.user()).toBe('alice')
})

test('whose tokens were revoked is signed out', async ({ idp, auth, visit }) => {
  await auth.finish(await visit(await auth.start()))
  await idp.tokens.revoke({ user: 'alice' })
  await auth.renew()
  expect(auth.user()).toBeUndefined()
})
