import type { Reach } from '../config/config.ts'
import { ConfigError } from '../config/fault.ts'
import { type Flags, loadConfig, loadReach } from '../config/load.ts'
import { serverPaths } from '../protocol/paths.ts'
import { ask } from './ask.ts'
import { type Console, type ExitCode, exitCodes, forTerminal } from './console.ts'

/** What a server says that goes on with an earlier configuration. */
const goesOn = '"configStale":true'

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
    const answer = await ask({ reach: loadReach(sources), path: serverPaths.health }).catch(
      () => undefined,
    )
    if (!answer?.body.includes(goesOn)) throw error
    console.output.write(forTerminal(`${answer.body}\n`))
    return exitCodes.done
  }
}

async function tellHealth(reach: Reach, { output, errors }: Console): Promise<ExitCode> {
  if (reach.port === 0) {
    errors.write('With port 0 nobody knows where the server listens: set a port.\n')
    return exitCodes.failed
  }
  try {
    const { status, body } = await ask({ reach, path: serverPaths.health })
    output.write(forTerminal(`${body}\n`))
    return status === 200 ? exitCodes.done : exitCodes.failed
  } catch (error) {
    errors.write(`The server does not answer: ${(error as Error).message}\n`)
    return exitCodes.failed
  }
}
