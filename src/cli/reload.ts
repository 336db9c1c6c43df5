import { resolve } from 'node:path'
import process from 'node:process'
import { type FileWatch, watchFile } from '../adapters/config-file/watch-file.ts'
import { ConfigError, faultLine } from '../config/fault.ts'
import { type LoadedConfig, loadConfig, type Sources } from '../config/load.ts'
import type { House } from '../house.ts'
import { needsRestart } from '../reload.ts'

/**
 * Reads the configuration anew when its file has been written, and on SIGHUP. One that cannot be
 * used changes nothing: its faults are logged, and the next good one applies.
 */
export function reloadOnChange(house: House, sources: Sources, running: LoadedConfig): FileWatch {
  const { logger } = house

  const reload = (): void => {
    try {
      const { config } = loadConfig(sources)
      house.reload(config)
      const fixed = needsRestart(running.config, config)
      if (fixed.length > 0) {
        logger.warn({ event: 'config.needs-restart', settings: fixed }, 'restart to change these')
      }
      logger.info({ event: 'config.reloaded', file: running.file }, 'clients and users are new')
    } catch (error) {
      house.reload(undefined)
      logger.error(
        { event: 'config.refused', faults: faultsOf(error) },
        'the old one stays in force',
      )
    }
  }

  process.on('SIGHUP', reload)
  return running.file === undefined
    ? { close: () => undefined }
    : watchFile(resolve(sources.folder, running.file), reload)
}

function faultsOf(error: unknown): readonly string[] {
  if (error instanceof ConfigError) return error.faults.map(faultLine)
  return [error instanceof Error ? error.message : String(error)]
}
