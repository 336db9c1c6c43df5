import { type IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { describe, expect, it, vi } from 'vitest'
import { tables } from '../../src/http/pages/language.ts'
import { createOverloadGuard, crowd, longestTurn } from '../../src/http/server/overload.ts'

/** A guard whose time and turns the test decides. */
function guarded() {
  const state = { now: 0, ends: [] as (() => void)[] }
  const guard = createOverloadGuard({
    monotonic: () => state.now,
    afterTurn: (work) => void state.ends.push(work),
  })
  const ask = (url: string, sent: IncomingHttpHeaders = {}) => {
    const request = new IncomingMessage(new Socket())
    request.url = url
    Object.assign(request.headers, sent)
    const response = new ServerResponse(request)
    const head = vi.spyOn(response, 'writeHead')
    const end = vi.spyOn(response, 'end')
    const refused = guard(request, response)
    const [, headers] = head.mock.calls[0] ?? []
    return { refused, response, headers, body: String(end.mock.calls[0]?.[0]) }
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

  it.each(['de', 'ja', 'en'] as const)('says so in the language of the browser: %s', (language) => {
    const { state, ask, askOften } = guarded()
    askOften()
    state.now = longestTurn
    const { headers, body } = ask('/authorize', { 'accept-language': `nl, ${language};q=0.5` })
    expect(headers).toMatchObject({
      ...{ 'content-language': language, vary: 'Accept-Language' },
      'content-length': `${Buffer.byteLength(body)}`,
    })
    expect(body).toContain(`<html lang="${language}">`)
    expect(body).toContain(tables[language].crowded)
  })

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
