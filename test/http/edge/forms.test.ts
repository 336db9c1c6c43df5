import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTinyApp, requestText, sendRaw } from '../tiny-app.ts'

const tiny = createTinyApp()
let port = 0

beforeAll(async () => {
  port = await tiny.listeners.listen(tiny.app, { host: '127.0.0.1', port: 0 })
})
afterAll(() => tiny.drain.close())

const form = 'application/x-www-form-urlencoded'

const post = (body: string, type: string | undefined = form) => {
  const headers = type === '' ? [] : [`Content-Type: ${type}`]
  const host = `localhost:${port}`
  return sendRaw({ port }, requestText('/authorize', { method: 'POST', host, headers, body }))
}

const get = async (target: string) =>
  JSON.parse((await sendRaw({ port }, requestText(target, { host: `localhost:${port}` }))).body)

describe('queryOf', () => {
  it('reads what follows the first question mark, strictly', async () => {
    expect(await get('/query?a=b+c&d=%3F?&e=')).toEqual({
      kind: 'decoded',
      values: { a: 'b c', d: '??' },
    })
    expect((await get('/query?a=%zz')).kind).toBe('malformed')
    expect((await get('/query?a=%ff')).kind).toBe('malformed')
  })

  it('is empty where there is no query, or an empty one', async () => {
    const empty = { kind: 'decoded', values: {} }
    expect(await get('/query')).toEqual(empty)
    expect(await get('/query?')).toEqual(empty)
  })
})

describe('bodyOf', () => {
  it('reads a form', async () => {
    const answer = await post('a=b+c&d=%26')
    expect(JSON.parse(answer.body)).toEqual({ kind: 'decoded', values: { a: 'b c', d: '&' } })
  })

  it('tells a form that is malformed', async () => {
    for (const body of ['a=%zz', 'a=\xff', 'a=\xc3\xa9', 'a=\0']) {
      expect(JSON.parse((await post(body)).body).kind, body).toBe('malformed')
    }
  })

  it('is an empty form where there is no body, with a type or without', async () => {
    for (const type of [form, '']) {
      const answer = await post('', type)
      expect(JSON.parse(answer.body)).toEqual({ kind: 'decoded', values: {} })
    }
  })
})

describe('the media type of a body', () => {
  it.each([
    `${form}; charset=UTF-8`,
    `${form};charset=utf-8`,
    `${form} ; charset=utf-8`,
    'Application/X-WWW-Form-UrlEncoded',
  ])('is taken in any case and with a charset: %s (RFC 9110 §8.3.1)', async (type) => {
    expect(JSON.parse((await post('a=b', type)).body).values).toEqual({ a: 'b' })
  })

  it.each([
    'text/plain',
    'application/json',
    'multipart/form-data; boundary=a',
    `${form}\tx`,
    `${form} garbage`,
    `${form}x`,
    `${form}, text/plain`,
    `text/plain; ${form}`,
    'x',
    '',
  ])('is answered with 415 when it is %j (RFC 9110 §15.5.16)', async (type) => {
    const answer = await post('a=b', type)
    expect(answer.status).toBe(415)
    expect(answer.headers.get('connection')).toBe('close')
  })
})

describe('the size of a body', () => {
  it('is at most 32 kB', async () => {
    expect((await post(`a=${'b'.repeat(32_766)}`)).status).toBe(200)
    expect((await post(`a=${'b'.repeat(32_767)}`)).status).toBe(413)
  })

  it('counts when the body comes in chunks, too', async () => {
    const chunk = `4000\r\n${'a'.repeat(0x4000)}\r\n`
    const send = (chunks: number) =>
      sendRaw(
        { port },
        `POST /authorize HTTP/1.1\r\nHost: localhost:${port}\r\nContent-Type: ${form}\r\n` +
          `Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n${chunk.repeat(chunks)}0\r\n\r\n`,
      )
    expect((await send(2)).status).toBe(200)
    expect((await send(3)).status).toBe(413)
  })
})
