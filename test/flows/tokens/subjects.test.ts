import { describe, expect, it } from 'vitest'
import { createMemoryUserDirectory } from '../../../src/adapters/memory/user-directory.ts'
import { createSubjects, nobody } from '../../../src/flows/tokens/subjects.ts'
import { aUser } from '../../support/users.ts'

function prepare() {
  let reads = 0
  const users = createMemoryUserDirectory([aUser('alice'), aUser('bob')], {
    clock: { now: () => 1_800_000_000 },
  })
  const counting = {
    ...users,
    list: async () => {
      reads += 1
      return users.list()
    },
  }
  const salt = { read: async () => Buffer.alloc(32, 7) }
  return { users, reads: () => reads, subjects: createSubjects({ salt, users: counting }) }
}

const a = { sector: 'a.example' }
const b = { sector: 'b.example' }
const open = { sector: undefined }

describe('a client of a sector', () => {
  it('knows a user by a sub that it can name them by, and that means nobody elsewhere', async () => {
    const { subjects } = prepare()
    const told = await subjects.toldTo(a, 'alice')
    expect(told).not.toBe('alice')
    expect(await subjects.meantBy(a, told)).toBe('alice')
    expect(await subjects.meantBy(b, told)).toBe(nobody)
    expect(await subjects.toldTo(b, 'alice')).not.toBe(told)
  })

  it('cannot name a user by the sub that others know them by: it would learn that it is right', async () => {
    const { subjects } = prepare()
    expect(await subjects.meantBy(a, 'alice')).toBe(nobody)
  })

  it('knows those who have joined, and no longer those who have left', async () => {
    const { subjects, users } = prepare()
    const [bob, carol] = [await subjects.toldTo(a, 'bob'), await subjects.toldTo(a, 'carol')]
    expect(await subjects.meantBy(a, carol)).toBe(nobody)
    users.replace([aUser('alice'), aUser('carol')])
    expect(await subjects.meantBy(a, carol)).toBe('carol')
    expect(await subjects.meantBy(a, bob)).toBe(nobody)
  })

  it('is answered rightly however many sectors there are', async () => {
    const { subjects } = prepare()
    const sectors = Array.from({ length: 250 }, (_, at) => ({ sector: `${at}.example` }))
    for (const sector of [...sectors, ...sectors.slice(0, 5)]) {
      expect(await subjects.meantBy(sector, await subjects.toldTo(sector, 'bob'))).toBe('bob')
    }
  })
})

describe('any other client', () => {
  it('knows users as they are, and nobody is looked for', async () => {
    const { subjects, reads } = prepare()
    expect(await subjects.toldTo(open, 'alice')).toBe('alice')
    expect(await subjects.meantBy(open, 'alice')).toBe('alice')
    expect(await subjects.meantBy(undefined, 'alice')).toBe('alice')
    expect(reads()).toBe(0)
  })
})
