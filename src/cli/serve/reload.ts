import { resolve } from 'node:path'
import process from 'node:process'
import { type FileWatch, type OnWritten, watchFile } from '../../adapters/config-file/watch-file.ts'
import { needsRestart, saysTheSame, whyNot } from '../../config/changes.ts'
import { ConfigError, faultLine } from '../../config/fault.ts'
import { type LoadedConfig, loadConfig, type Sources } from '../../config/load.ts'
import type { Server } from '../../server.ts'

/**
 * Reads the configuration anew when its file has been written, and on SIGHUP. One that cannot be
 * used changes nothing: its faults are logged, and the next good one applies.
 */
export function reloadOnChange(
  server: Pick<Server, 'reload' | 'logger'>,
  sources: Sources,
  running: LoadedConfig,
): FileWatch {
  let inForce: LoadedConfig | undefined = running
  const onSignal = (): void => {
    // Whoever asks is answered, even when nothing is new.
    inForce = undefined
    reload(always)
  }
  const reload: OnWritten = (isWhole) => {
    const read = readAnew(sources, running)
    // Somebody writes it at this very moment, and will be told of again.
    if (!isWhole()) return
    if (read.kind === 'refused') {
      inForce = undefined
      refuse(server, read.faults)
    } else if (inForce === undefined || !saysTheSame(inForce.config, read.loaded.config)) {
      inForce = take(server, running, read.loaded) ? read.loaded : undefined
    }
  }
  process.on('SIGHUP', onSignal)
  const watch =
    running.file === undefined
      ? undefined
      : watchFile(resolve(sources.folder, running.file), reload)
  return {
    close() {
      process.off('SIGHUP', onSignal)
      watch?.close()
    },
  }
}

const always = (): boolean => true

type Read =
  | { readonly kind: 'read'; readonly loaded: LoadedConfig }
  | { readonly kind: 'refused'; readonly faults: readonly string[] }

function readAnew(sources: Sources, running: LoadedConfig): Read {
  try {
    const loaded = loadConfig(sources)
    const why = whyNot(running, loaded)
    return why === undefined ? { kind: 'read', loaded } : { kind: 'refused', faults: [why] }
  } catch (error) {
    return { kind: 'refused', faults: faultsOf(error) }
  }
}

/** Whether it is in force: what was changed while the server ran may not go with it. */
function take(server: Pick<Server, 'reload' | 'logger'>, ...loads: Loads): boolean {
  try {
    apply(server, ...loads)
    return true
  } catch (error) {
    refuse(server, faultsOf(error))
    return false
  }
}

function apply({ reload, logger }: Pick<Server, 'reload' | 'logger'>, ...loads: Loads): void {
  const [running, { config }] = loads
  reload(config)
  const settings = needsRestart(running.config, config)
  if (settings.length > 0) {
    logger.warn({ event: 'config.needs-restart', settings }, 'restart to change these')
  }
  logger.info({ event: 'config.reloaded', file: running.file }, 'realms are as the file says')
}

type Loads = readonly [running: LoadedConfig, next: LoadedConfig]

function refuse({ reload, logger }: Pick<Server, 'reload' | 'logger'>, faults: readonly string[]) {
  reload(undefined)
  logger.error({ event: 'config.refused', faults }, 'the old one stays in force')
}

function faultsOf(error: unknown): readonly string[] {
  if (error instanceof ConfigError) return error.faults.map(faultLine)
  return [error instanceof Error ? error.message : String(error)]
}
