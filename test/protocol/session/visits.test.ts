import { describe, expect, it } from 'vitest'
import type { ClientId } from '../../../src/protocol/client/client.ts'
import { visitsLimit, withVisit } from '../../../src/protocol/session/visits.ts'

const ids = (...names: readonly string[]) => names as readonly ClientId[]

describe('the clients that a session remembers', () => {
  it('are each there once', () => {
    const [a, b] = ids('a', 'b') as [ClientId, ClientId]
    expect(withVisit(withVisit(withVisit([], a), b), a)).toEqual(['a', 'b'])
  })

  it('are only so many: the oldest makes room', () => {
    const many = ids(...Array.from({ length: visitsLimit }, (_, index) => `${index}`))
    const [last] = ids('last') as [ClientId]
    const visited = withVisit(many, last)
    expect(visited).toHaveLength(visitsLimit)
    expect([visited[0], visited.at(-1)]).toEqual(['1', 'last'])
  })
})
