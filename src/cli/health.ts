import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { Reach } from '../config/config.ts'
import { ConfigError } from '../config/fault.ts'
import { type Flags, loadConfig, loadReach } from '../config/load.ts'
import { isLoopback } from '../config/schema/address.ts'
import { serverPaths } from '../protocol/paths.ts'
import { type Console, type ExitCode, exitCodes } from './console.ts'

/** What a server says that goes on with an earlier configuration. */
const goesOn = '"configStale":true'

/** Milliseconds that a healthy server never takes. */
const patience = 5_000

/**
 * Asks the server of this configuration on this machine whether it answers, as the health check of
 * a container does. A file that has become unusable makes no server sick that goes on with what it
 * read before, and says so.
 *
 * @throws {ConfigError} when the configuration cannot be used, and no server goes on without it.
 */
export async function askHealth(flags: Flags, console: Console): Promise<ExitCode> {
  const { environment, folder } = console
  const sources = { flags, environment, folder }
  try {
    const { host, port, tls } = loadConfig(sources).config
    return await tellHealth({ host, port, https: tls.kind !== 'off' }, console)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const answer = await ask(loadReach(sources)).catch(() => undefined)
    if (!answer?.body.includes(goesOn)) throw error
    console.output.write(`${answer.body}\n`)
    return exitCodes.done
  }
}

async function tellHealth(reach: Reach, { output, errors }: Console): Promise<ExitCode> {
  if (reach.port === 0) {
    errors.write('With port 0 nobody knows where the server listens: set a port.\n')
    return exitCodes.failed
  }
  try {
    const { status, body } = await ask(reach)
    output.write(`${body}\n`)
    return status === 200 ? exitCodes.done : exitCodes.failed
  } catch (error) {
    errors.write(`The server does not answer: ${(error as Error).message}\n`)
    return exitCodes.failed
  }
}

interface Answer {
  readonly status: number | undefined
  readonly body: string
}

function ask({ host, port, https }: Reach): Promise<Answer> {
  const options = {
    host: hostHere(host),
    port,
    path: serverPaths.health,
    // Whatever it is bound to, it answers to this name.
    headers: { host: `localhost:${port}` },
    signal: AbortSignal.timeout(patience),
    agent: false,
  } as const
  return new Promise((resolve, reject) => {
    // Safe without verifying: it is this machine that is asked, and nothing is sent to it.
    const asking = https
      ? requestHttps({ ...options, rejectUnauthorized: false })
      : requestHttp(options)
    asking.once('error', reject)
    asking.once('response', (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.once('error', reject)
      response.once('end', () =>
        resolve({ status: response.statusCode, body: Buffer.concat(chunks).toString() }),
      )
    })
    asking.end()
  })
}

/** Where a server that listens on `host` is found from this machine: all addresses hold loopback. */
function hostHere(host: string): string {
  if (host === '0.0.0.0' || host === 'localhost') return '127.0.0.1'
  if (host === '::') return '::1'
  return isLoopback(host) && host.endsWith('localhost') ? '127.0.0.1' : host
}
