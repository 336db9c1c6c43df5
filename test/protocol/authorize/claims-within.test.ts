import { describe, expect, it } from 'vitest'
import { judgeAuthorize } from '../../../src/protocol/authorize/judge.ts'
import { authorizeParameters, terms } from '../../support/authorize-requests.ts'
import { aClient } from '../../support/clients.ts'

const asked = { name: null, email: null, shoe_size: null, acr: null }
const sent = authorizeParameters({ claims: JSON.stringify({ id_token: asked, userinfo: asked }) })

/** The names that count, of those that are asked for. */
function counted(scopes: ReadonlySet<string> | undefined, mode: 'local' | 'strict') {
  const verdict = judgeAuthorize(sent, aClient({ scopes }), undefined, { ...terms, mode })
  if (verdict.kind === 'refused') throw new Error(verdict.refusal.description)
  const { idToken, userinfo } = verdict.request.claims
  expect([...idToken]).toEqual([...userinfo])
  return [...idToken]
}

describe('claims that are asked for by name (OIDC Core §5.5)', () => {
  it('are those of scopes that the client may ask for, in strict mode', () => {
    expect(counted(new Set(['openid', 'profile']), 'strict')).toEqual(['name', 'acr'])
    expect(counted(new Set(['openid', 'email']), 'strict')).toEqual(['email', 'acr'])
    expect(counted(undefined, 'strict')).toEqual(['name', 'email', 'acr'])
  })

  it('are whatever a user may have, in local mode', () => {
    expect(counted(new Set(['openid']), 'local')).toEqual(Object.keys(asked))
  })
})
