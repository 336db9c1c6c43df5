import { createServer, type Server } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { generate } from 'selfsigned'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createTinyApp, requestText, sendRaw, type TinyApp } from '../tiny-app.ts'

/** An app that listens, and stops listening with its test. */
async function listening(
  host: string,
  port = 0,
  options: Parameters<typeof createTinyApp>[0] = {},
): Promise<TinyApp & { readonly port: number }> {
  const tiny = createTinyApp(options)
  onTestFinished(() => tiny.drain.close())
  return { ...tiny, port: await tiny.listeners.listen(tiny.app, { host, port }) }
}

const occupy = (host: string, port = 0): Promise<Server> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    onTestFinished(() => void server.close())
    server.once('error', reject)
    server.listen({ host, port }, () => resolve(server))
  })

const portOf = (server: Server): number => {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('It does not listen.')
  return address.port
}

describe('localhost', () => {
  it('is both loopback addresses on one port, even where any port will do', async () => {
    const { port } = await listening('localhost')
    for (const host of ['127.0.0.1', '::1']) {
      const answer = await sendRaw(
        { port, host },
        requestText('/health', { host: `localhost:${port}` }),
      )
      expect(answer.status, host).toBe(200)
    }
  })

  it('has the same guard and the same limits on both', async () => {
    const { port } = await listening('localhost')
    for (const host of ['127.0.0.1', '::1']) {
      const send = (text: string) => sendRaw({ port, host }, text)
      const foreign = await send(requestText('/health', { host: 'evil.example' }))
      expect(foreign.status, host).toBe(421)
      const garbage = await send('garbage\r\n\r\n')
      expect(garbage.headers.get('x-content-type-options'), host).toBe('nosniff')
      const headers = [`X: ${'a'.repeat(17_000)}`]
      const large = await send(requestText('/health', { host: `localhost:${port}`, headers }))
      expect(large.status, host).toBe(431)
    }
  })

  it('answers a request that offers an upgrade, on both, as if it did not', async () => {
    const { port } = await listening('localhost')
    for (const host of ['127.0.0.1', '::1']) {
      const answer = await sendRaw(
        { port, host },
        `GET /health HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: Upgrade, close\r\nUpgrade: h2c\r\n\r\n`,
      )
      expect(answer.status, host).toBe(200)
      expect(answer.took, host).toBeLessThan(4_000)
    }
  })

  it.each(['127.0.0.1', '::1'])('is not listened on by halves when %s is taken', async (host) => {
    const port = portOf(await occupy(host))
    await expect(listening('localhost', port)).rejects.toMatchObject({ code: 'EADDRINUSE' })
    const other = host === '::1' ? '127.0.0.1' : '::1'
    await expect(occupy(other, port)).resolves.toBeDefined()
  })

  it('is free again once the app is closed', async () => {
    const tiny = createTinyApp()
    const port = await tiny.listeners.listen(tiny.app, { host: 'localhost', port: 0 })
    await tiny.app.close()
    for (const host of ['127.0.0.1', '::1']) await occupy(host, port)
  })
})

describe('another host', () => {
  it('is listened on alone', async () => {
    const { port } = await listening('127.0.0.1')
    await expect(sendRaw({ port, host: '::1' }, 'GET / HTTP/1.1\r\n\r\n')).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    })
  })
})

describe('https', () => {
  it('takes TLS 1.2 and nothing older (RFC 9325 §3.1.1)', async () => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }])
    const { port } = await listening('localhost', 0, {
      https: { key, cert },
      issuer: 'https://localhost',
    })
    const handshake = (maxVersion: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3') =>
      new Promise<string | null>((resolve, reject) => {
        const socket = connectTls({
          port,
          host: '127.0.0.1',
          rejectUnauthorized: false,
          minVersion: 'TLSv1',
          maxVersion,
          ciphers: 'DEFAULT@SECLEVEL=0',
        })
        socket.once('error', reject)
        socket.once('secureConnect', () => {
          resolve(socket.getProtocol())
          socket.destroy()
        })
      })
    expect(await handshake('TLSv1.3')).toBe('TLSv1.3')
    expect(await handshake('TLSv1.2')).toBe('TLSv1.2')
    // The server's word for a version that it does not take, not for a cipher that it has not.
    await expect(handshake('TLSv1.1')).rejects.toMatchObject({
      code: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
    })
  })
})
