/**
 * The two ways to have a server in a test: in its own process, and over HTTP.
 *
 * @module
 */

import { serverPaths } from '../../src/protocol/paths.ts'
import { connectFragrant } from '../../src/testing/client.ts'
import { startFragrant, type TestServer } from '../../src/testing/index.ts'

type Options = Parameters<typeof startFragrant>[0]

/** What every test of the interface runs on, one after the other. */
export const interfaces: readonly (readonly [
  name: string,
  start: (options?: Options) => Promise<TestServer>,
])[] = [
  ['in process', startFragrant],
  ['over HTTP', startConnected],
]

export const token = 'a-token-that-only-tests-have'

async function startConnected(options: Options = {}): Promise<TestServer> {
  const server = await startFragrant({ ...options, control_token: token })
  const connected = await connectFragrant({ url: server.origin, token })
  const stop = async () => {
    await connected.stop()
    await server.stop()
  }
  return { ...connected, stop, [Symbol.asyncDispose]: stop }
}

/** A call as any language makes it. */
export const controlCall = (server: TestServer, path: string, init: RequestInit = {}) =>
  fetch(`${server.origin}${serverPaths.control}${path}`, {
    ...init,
    headers: { authorization: `Bearer ${token}`, ...init.headers },
  })
