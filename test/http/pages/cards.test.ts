import { describe, expect, it } from 'vitest'
import { initialsOf, personCard } from '../../../src/http/pages/cards.ts'
import { aUser } from '../../support/users.ts'

describe('A user on a card', () => {
  it('is told by name, user name, e-mail and roles', () => {
    const claims = { name: 'Ann Bee', email: 'ann@people.example', roles: ['admin', 'auditor'] }
    expect(personCard(aUser('ann', { claims }))).toEqual({
      username: 'ann',
      name: 'Ann Bee',
      initials: 'AB',
      details: ['ann', 'ann@people.example'],
      roles: ['admin', 'auditor'],
    })
  })

  it('says nothing twice when the user name is all there is', () => {
    expect(personCard(aUser('ann', { claims: {} }))).toMatchObject({ name: 'ann', details: [] })
    const claims = { email: 'ann' }
    expect(personCard(aUser('ann', { claims })).details).toEqual([])
  })

  it('leaves out what is no text, and more roles than help', () => {
    const claims = { name: 7, email: {}, roles: ['a', 1, 'b', 'c', 'd', 'e'] }
    expect(personCard(aUser('ann', { claims }))).toMatchObject({
      name: 'ann',
      details: [],
      roles: ['a', 'b', 'c', 'd'],
    })
    expect(personCard(aUser('ann', { claims: { roles: 'admin' } })).roles).toEqual(['admin'])
  })
})

describe('The initials of a name', () => {
  it.each([
    ['Alice Rosa Liddell', 'AL'],
    ['alice', 'A'],
    ['  spaced   out ', 'SO'],
    ['Åsa Öberg', 'ÅÖ'],
    ['👩‍💻 Coder', '👩‍💻C'],
    ['   ', ''],
    ['x'.repeat(100_000), 'X'],
  ])('of %j are %j', (name, initials) => {
    expect(initialsOf(name)).toBe(initials)
  })
})
