import { describe, expect, it } from 'vitest'
import type { Changes } from '../../support/authorize-requests.ts'
import {
  aBrowser,
  answerIn,
  claimsOf,
  completed,
  createFlows,
  type Flows,
} from '../../support/flows.ts'
import { aUser } from '../../support/users.ts'

const users = [
  aUser('alice'),
  aUser('bob', { claims: { email: 'bob@mail.example' } }),
  aUser('carol', { enabled: false }),
]

const createAuto = (autoLogin = 'alice') =>
  createFlows({ mode: 'local', autoLogin, autoConsent: true, users })

/** Who is signed in without a page; undefined when there is one. */
async function signedIn(flows: Flows, changes: Changes = {}): Promise<unknown> {
  const outcome = await flows.authorize(changes, aBrowser)
  if (outcome.kind === 'interact') return undefined
  const { outcome: ended } = outcome as unknown as { outcome: { kind: string } }
  return claimsOf(answerIn(ended)['id_token'])['sub']
}

describe('an automatic login', () => {
  it('signs the user of its realm in, and nobody where there is none', async () => {
    expect(await signedIn(createAuto())).toBe('alice')
    expect(await signedIn(createFlows({ mode: 'local', autoConsent: true, users }))).toBeUndefined()
    expect(await signedIn(createAuto('nobody'))).toBeUndefined()
  })

  it.each([
    ['bob', 'bob'],
    ['bob@mail.example', 'bob'],
    ['bbo', undefined],
    ['carol', undefined],
  ])('takes login_hint %s for %s (OIDC Core §3.1.2.1)', async (login_hint, sub) => {
    expect(await signedIn(createAuto(), { login_hint })).toBe(sub)
  })

  it('takes an id_token_hint for its user (OIDC Core §3.1.2.1)', async () => {
    const flows = createFlows({ mode: 'local', autoConsent: true, autoLogin: 'alice', users })
    const { answer } = await completed(flows, 'bob', { changes: { prompt: 'login' } })
    const id_token_hint = answer['id_token'] ?? ''
    expect(claimsOf(id_token_hint)['sub']).toBe('bob')
    expect(await signedIn(flows, { id_token_hint })).toBe('bob')
  })

  it.each([
    ['a session', { sessionId: 'one-that-has-ended' }],
    ['what it was told of one', { state: 'signed-out' }],
    ['no cookies, for it keeps them back', { keepsCookiesBack: true }],
  ])(
    'signs no browser in without a word that brings %s (OIDC Core §3.1.2.1)',
    async (_, browser) => {
      const flows = createAuto()
      const silent = await flows.authorize({ prompt: 'none' }, { ...aBrowser, ...browser })
      expect(answerIn(silent)['error']).toBe('login_required')
      const asked = await flows.authorize({}, { ...aBrowser, ...browser })
      expect(asked.kind).toBe('signed-in')
    },
  )

  it('signs no disabled user in', async () => {
    expect(await signedIn(createAuto('carol'))).toBeUndefined()
  })
})
