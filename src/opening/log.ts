import type { Logger } from 'pino'
import type { LogDestination } from '../adapters/events/log-destination.ts'
import { createLogger } from '../adapters/events/logger.ts'
import type { Config } from '../config/config.ts'

export function openLog({ log: { level, format } }: Config, destination: LogDestination): Logger {
  const { stdout } = process
  const pretty = format === 'pretty' || (format === 'auto' && stdout.isTTY === true)
  // A terminal knows of NO_COLOR by itself.
  const coloured = stdout.isTTY === true && stdout.hasColors()
  return createLogger({ level, format: pretty ? 'pretty' : 'json', coloured, destination })
}
