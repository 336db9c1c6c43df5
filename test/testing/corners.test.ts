import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { connectFragrant } from '../../src/testing/client.ts'
import { startFragrant, type TestServer } from '../../src/testing/index.ts'
import { freePort } from '../support/free-port.ts'
import { startServer } from '../support/server.ts'
import { token } from './interfaces.ts'

let idp: TestServer

beforeAll(async () => {
  idp = await startFragrant({ control_token: token, log: { level: 'silent' } })
})
afterAll(() => idp.stop())

/** One request as it is on the wire, with the token. */
function raw(line: string, headers: readonly string[] = [], body = '') {
  const { port, host } = new URL(idp.origin)
  const length = headers.some((one) => one.startsWith('Content-Length'))
    ? []
    : [`Content-Length: ${body.length}`]
  const usual = [`Authorization: Bearer ${token}`, 'Connection: close', ...length]
  const named = headers.some((one) => one.startsWith('Host:')) ? [] : [`Host: ${host}`]
  return new Promise<{ status: number; type: string | undefined; body: string }>(
    (resolve, reject) => {
      const socket = connect(Number(port), '127.0.0.1')
      let text = ''
      socket.setEncoding('utf8').on('error', reject)
      socket.on('data', (part) => {
        text += part
      })
      socket.on('close', () => {
        const [head = '', answered = ''] = text.split('\r\n\r\n')
        const type = /^content-type: (.*)$/im.exec(head)?.[1]
        resolve({ status: Number(head.split(' ')[1]), type, body: answered })
      })
      socket.write([`${line} HTTP/1.1`, ...named, ...headers, ...usual, '', body].join('\r\n'))
    },
  )
}

const realms = '/_control/v1/realms'
const ofJson = 'Content-Type: application/json'

describe('the control API', () => {
  it.each<readonly [what: string, status: number, send: () => ReturnType<typeof raw>]>([
    ['a path that is no UTF-8', 400, () => raw(`GET ${realms}/%E0%A4%A/users`)],
    ['a path with a broken triplet', 400, () => raw(`GET ${realms}/%zz`)],
    ['a path with two slashes', 400, () => raw('GET /_control/v1//realms')],
    ['its prefix', 404, () => raw('GET /_control/v1')],
    ['the root of its prefix', 404, () => raw('GET /_control')],
    ['another version', 404, () => raw('GET /_control/v2/realms')],
    ['a path that it has not', 404, () => raw('GET /_control/v1/nothing')],
    ['a method that nobody knows', 405, () => raw(`PROPFIND ${realms}`)],
    ['a method that a path has not', 405, () => raw(`DELETE ${realms}`)],
    ['text', 415, () => raw(`POST ${realms}`, ['Content-Type: text/plain'], '{}')],
    ['a body of no type', 415, () => raw(`POST ${realms}`, [], '{}')],
    [
      'a form',
      415,
      () => raw(`POST ${realms}`, ['Content-Type: application/x-www-form-urlencoded'], '{}'),
    ],
    [
      'a body that is packed',
      415,
      () => raw(`POST ${realms}`, [ofJson, 'Content-Encoding: gzip'], '{}'),
    ],
    ['what is no JSON', 400, () => raw(`POST ${realms}`, [ofJson], '{')],
    ['another host', 421, () => raw(`GET ${realms}`, ['Host: evil.example'])],
    ['a query that is no UTF-8', 400, () => raw(`GET ${realms}/default/requests?client_id=%ff`)],
    [
      'a parameter that comes twice',
      400,
      () => raw(`GET ${realms}/default/requests?client_id=a&client_id=b`),
    ],
  ])('answers %s with %i in JSON, with error and message', async (_, status, send) => {
    const answer = await send()
    expect(answer).toMatchObject({ status, type: 'application/json; charset=utf-8' })
    const told: unknown = JSON.parse(answer.body)
    expect(told).toMatchObject({ error: expect.any(String), message: expect.any(String) })
    expect(told).not.toHaveProperty('error_description')
  })

  it('names the parameter that came twice', async () => {
    const { body } = await raw(`GET ${realms}/default/requests?since=x1&since=x2`)
    expect(JSON.parse(body)).toMatchObject({ member: 'since', message: 'since: must be sent once' })
  })

  it('answers a body that is too large in JSON', async () => {
    const answer = await raw(`POST ${realms}`, [ofJson, 'Content-Length: 9000000'])
    expect(answer.status).toBe(413)
    expect(JSON.parse(answer.body)).toMatchObject({ message: expect.stringContaining('4096 kB') })
  })
})

describe('connectFragrant', () => {
  const ends: (() => unknown)[] = []
  afterEach(async () => {
    for (const end of ends.splice(0)) await end()
  })

  const other = async (answer: RequestListener) => {
    const server = createServer(answer)
    ends.push(() => server.close())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  it('says where nothing answers, and what to start', async () => {
    const url = `http://127.0.0.1:${await freePort()}`
    await expect(connectFragrant({ url, token })).rejects.toThrow(
      `No Fragrant can be reached at ${url} (ECONNREFUSED). Start one by \`npx fragrant serve --control\``,
    )
  })

  it('says that a token is another one, and where the right one is', async () => {
    const connecting = connectFragrant({ url: idp.issuer, token: 'another-token-than-that' })
    await expect(connecting).rejects.toMatchObject({ name: 'ControlCallError', status: 401 })
    await expect(connecting).rejects.toThrow(
      new RegExp(`${idp.origin} takes another control token.*FRAGRANT_CONTROL_TOKEN`),
    )
  })

  it('says that a server was started without its control API', async () => {
    const server = await startServer()
    ends.push(() => server.close())
    const connecting = connectFragrant({ url: server.issuer, token })
    await expect(connecting).rejects.toMatchObject({ status: 404 })
    await expect(connecting).rejects.toThrow(/answers 404, and has no control API. Start one by/)
  })

  it.each([
    ['answers everything with a page', 'text/html', '<!doctype html>', 200],
    ['knows no such path', 'application/json', '{"statusCode":404}', 404],
  ])('says that another server is there, which %s', async (_what, type, body, status) => {
    const url = await other((_, response) => {
      response.writeHead(status, { 'content-type': type }).end(body)
    })
    await expect(connectFragrant({ url, token })).rejects.toThrow(
      `${url} answers ${status}, and has no control API.`,
    )
  })

  it('says that another server is there, which answers in JSON', async () => {
    const url = await other((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    })
    await expect(connectFragrant({ url, token })).rejects.toThrow('has no control API.')
  })

  it('says what is not given', async () => {
    const nothing = {} as Parameters<typeof connectFragrant>[0]
    await expect(connectFragrant(nothing)).rejects.toThrow(/^token: .*and none is given$/)
  })

  it('says that a connection ends without an answer', async () => {
    const url = await other((request) => request.socket.destroy())
    await expect(connectFragrant({ url, token })).rejects.toThrow(/No Fragrant can be reached at/)
  })

  it.each(['localhost:9400', 'nowhere', 'file:///tmp/a', ''])(
    'says that %s is no address',
    async (url) => {
      await expect(connectFragrant({ url, token })).rejects.toThrow(/^url: must be the address/)
    },
  )

  it.each(['', 'a b', 'tökén', 'a\nb'])('says that %j is no token', async (wrong) => {
    const connecting = connectFragrant({ url: idp.origin, token: wrong })
    await expect(connecting).rejects.toThrow(/^token: must be the control token/)
  })
})
