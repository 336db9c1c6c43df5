import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { createOverloadGuard, crowd, longestTurn } from '../../src/http/server/overload.ts'

/** A guard whose time and turns the test decides. */
function guarded() {
  const state = { now: 0, ends: [] as (() => void)[] }
  const guard = createOverloadGuard({
    monotonic: () => state.now,
    afterTurn: (work) => void state.ends.push(work),
  })
  const ask = (url: string) => {
    const request = new IncomingMessage(new Socket())
    request.url = url
    const response = new ServerResponse(request)
    return { refused: guard(request, response), response }
  }
  const askOften = (): void => {
    for (let time = 0; time < crowd; time += 1) ask('/health')
  }
  return { state, ask, askOften }
}

describe('a turn of the event loop in which too much comes in', () => {
  it.each(['/authorize?client_id=a', '/authorize', '/realms/shop/authorize?x'])(
    'turns %s away, with a time to come back at',
    (url) => {
      const { state, ask, askOften } = guarded()
      askOften()
      state.now = longestTurn
      const { refused, response } = ask(url)
      expect(refused).toBe(true)
      expect([response.statusCode, response.writableEnded]).toEqual([503, true])
    },
  )

  it.each(['/login/x', '/consent/x', '/userinfo', '/health', '/authorized', '/x?y=/authorize'])(
    'lets %s through: it is cheap, or begun already',
    (url) => {
      const { state, ask, askOften } = guarded()
      askOften()
      state.now = longestTurn
      expect(ask(url).refused).toBe(false)
    },
  )

  it('is over when all that arrived is dealt with', () => {
    const { state, ask, askOften } = guarded()
    askOften()
    state.now = longestTurn
    for (const end of state.ends) end()
    expect(ask('/authorize').refused).toBe(false)
  })

  it('is not one that takes long because the machine is slow', () => {
    const { state, ask } = guarded()
    ask('/authorize')
    state.now = 60_000
    expect(ask('/authorize').refused).toBe(false)
  })
})
