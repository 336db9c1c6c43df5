import { describe, expect, it } from 'vitest'
import { valuesOf } from '../../../src/http/steps/scope-values.ts'
import { type ScopeDefinition, standardScopes } from '../../../src/protocol/scope.ts'
import { aUser } from '../../support/users.ts'

const own: readonly ScopeDefinition[] = [
  { name: 'roles', words: 'see your roles', claims: ['roles', 'tenant', 'level'] },
]
const catalogue = new Map([...standardScopes, ...own].map((scope) => [scope.name, scope]))

const ann = aUser('ann', {
  claims: {
    name: 'Ann Bee',
    nickname: 'Annie',
    email: 'ann@people.example',
    email_verified: true,
    address: { formatted: '1 Broad Street\nOxford', country: 'UK' },
    roles: ['admin', 'auditor'],
    tenant: 't1',
    level: 7,
  },
})

describe('What the consent page shows of a scope', () => {
  it.each([
    ['openid', ['ann']],
    ['profile', ['Ann Bee']],
    ['email', ['ann@people.example']],
    ['address', ['1 Broad Street, Oxford']],
    ['phone', []],
    ['roles', ['admin', 'auditor', 't1']],
    ['unknown', []],
  ])('%s is %j', (scope, values) => {
    expect(valuesOf(scope, ann, catalogue)).toEqual(values)
  })

  it('is cut where it is long or much', () => {
    const claims = { roles: Array.from({ length: 99 }, () => 'x'.repeat(999)) }
    const shown = valuesOf('roles', aUser('ann', { claims }), catalogue)
    expect(shown).toEqual(Array.from({ length: 5 }, () => `${'x'.repeat(120)}…`))
  })

  it('has no place for what every object inherits', () => {
    const odd = new Map([
      ['odd', { name: 'odd', words: 'x', claims: ['constructor', '__proto__'] }],
    ])
    expect(valuesOf('odd', ann, odd)).toEqual([])
    expect(valuesOf('constructor', ann, catalogue)).toEqual([])
  })
})
