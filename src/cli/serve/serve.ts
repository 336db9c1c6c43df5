import process from 'node:process'
import { StoreRefusal } from '../../adapters/redis/connection/store-refusal.ts'
import { ConfigError } from '../../config/fault.ts'
import { type Flags, type LoadedConfig, loadConfig } from '../../config/load.ts'
import { createServer, type Server } from '../../server.ts'
import { type Console, type ExitCode, exitCodes } from '../console.ts'
import { greeting, isPretty, readyLine } from './announce.ts'
import { reloadOnChange } from './reload.ts'
import { startProblem } from './start-problem.ts'
import { stopOnSignals } from './stop.ts'

/** Starts the server. Resolves once it listens, or with the reason why it cannot printed. */
export async function serve(flags: Flags, console: Console): Promise<ExitCode> {
  const { environment, folder, output, errors } = console
  // A reader that goes away, as `fragrant | head` does, must not take the server along.
  for (const stream of [output, errors]) stream.on('error', () => {})
  const sources = { flags, environment, folder }
  const loaded = loadConfig(sources)
  const { config } = loaded
  try {
    const fragrant = await createServer(config, { configFile: loaded.file })
    const stop = stopOnSignals(() => fragrant.close(), config.shutdownGrace, errors)
    const { issuer } = await fragrant.listen()
    reloadOnChange(fragrant, sources, loaded)
    if (!stop.isAsked()) output.write(announcement(loaded, issuer, fragrant, output.isTTY))
    return exitCodes.done
  } catch (error) {
    if (error instanceof ConfigError) throw error
    errors.write(`${startProblem(error, config)}\n`)
    process.exit(error instanceof StoreRefusal ? exitCodes.configuration : exitCodes.failed)
  }
}

function announcement(
  loaded: LoadedConfig,
  issuer: string,
  { control, metricsAt }: Pick<Server, 'control' | 'metricsAt'>,
  isTerminal: boolean,
): string {
  return isPretty(loaded.config.log, isTerminal)
    ? greeting(loaded, issuer, { control, metrics: metricsAt() })
    : readyLine(loaded, issuer, { control, metrics: metricsAt() })
}
