import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Realm } from '../../src/testing/realm/realm.ts'
import type { TestServer } from '../../src/testing/server.ts'
import { createVisitor } from '../support/visitor.ts'
import { controlCall, interfaces, token } from './interfaces.ts'

const app = {
  ...{ client_id: 'spa', redirect_uri: 'http://localhost:5173/callback' },
  ...{ response_type: 'id_token', scope: 'openid', nonce: 'n-1', state: 's-1' },
}

async function openLogin(realm: Realm) {
  const visitor = createVisitor(realm.issuer)
  const page = await visitor.open(`${realm.endpoints.authorization}?${new URLSearchParams(app)}`)
  return { visitor, page }
}

const mismatch = 'refused: The user name and the password must belong together'

describe.each(interfaces)('a sign-in that comes to nothing %s', (_, start) => {
  let idp: TestServer
  beforeAll(async () => {
    const alice = { username: 'alice', password: 'alice' }
    const gone = { username: 'gone', password: 'gone', enabled: false }
    idp = await start({
      ...{ signing_alg: 'ES256', login: { mode: 'picker' }, control_token: token },
      users: [alice, gone],
    })
  })
  afterAll(() => idp.stop())

  it.each<
    readonly [what: string, form: string, filledIn: Record<string, string>, sentence: string]
  >([
    ['a wrong password', 'login', { username: 'alice', password: 'wrong' }, mismatch],
    ['a name that nobody has', 'login', { username: 'nobody', password: 'x' }, mismatch],
    [
      'a newcomer of broken claims',
      'newcomer-form',
      { new_name: 'Zoe', new_claims: '{' },
      'refused: What is typed of a newcomer must make a user',
    ],
    ['a press on Cancel', 'cancel', {}, 'refused: The user did not sign in, RFC 6749 §4.2.2.1'],
  ])(
    'is refused in the journal and in the archive: %s',
    async (_what, form, filledIn, sentence) => {
      await using realm = await idp.isolate()
      const { visitor, page } = await openLogin(realm)
      const buttons: Record<string, string> = {
        'newcomer-form': 'newcomer-submit',
        cancel: 'login-cancel',
      }
      await visitor.submit(page, form, buttons[form] ?? 'login-submit', filledIn)
      const posted = await realm.journal.last({ endpoint: 'login' })
      expect(posted).toMatchObject({
        request: { method: 'POST' },
        verdict: { ok: false, sentence },
      })
      const refused = await controlCall(idp, `/realms/${realm.id}/requests?refused=true`)
      expect(await refused.json()).toMatchObject([{ id: posted?.id }])
      const { log } = await realm.journal.toHar()
      expect(log.entries.map(({ comment }) => comment)).toContain(sentence)
      expect(JSON.stringify(posted)).not.toContain('wrong"')
    },
  )

  it('is refused for a user who is disabled, and none once the password is right', async () => {
    await using realm = await idp.isolate()
    const { visitor, page } = await openLogin(realm)
    const again = await visitor.submit(page, 'login', 'login-submit', {
      username: 'gone',
      password: 'gone',
    })
    expect((await realm.journal.last({ endpoint: 'login' }))?.verdict).toMatchObject({ ok: false })
    await visitor.submit(again, 'login', 'login-submit', { username: 'alice', password: 'alice' })
    expect((await realm.journal.last({ endpoint: 'login' }))?.verdict).toEqual({ ok: true })
  })

  it('is refused on the account page as well', async () => {
    await using realm = await idp.isolate()
    const visitor = createVisitor(realm.issuer)
    const page = await visitor.open(`${realm.issuer}/account`)
    await visitor.submit(page, 'login', 'login-submit', { username: 'alice', password: 'wrong' })
    expect(await realm.journal.last({ endpoint: 'account' })).toMatchObject({
      ...{ request: { method: 'POST' }, verdict: { ok: false, sentence: mismatch } },
    })
  })

  it('is not refused by a rule where a test has planned the answer', async () => {
    await using realm = await idp.isolate()
    await realm.faults.once({ endpoint: 'discovery' }, { status: 503 })
    await fetch(realm.endpoints.discovery)
    const exchange = await realm.journal.last()
    expect(exchange).toMatchObject({ response: { status: 503 }, verdict: { ok: true } })
  })
})
