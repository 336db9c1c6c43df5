import type { Logger } from 'pino'
import { createLogDestination, type LogDestination } from '../adapters/events/log-destination.ts'
import { createLogger } from '../adapters/events/logger.ts'
import type { Config } from '../config/config.ts'

export interface OpenedLog {
  readonly logger: Logger
  readonly destination: LogDestination
}

export function openLog(
  { log: { level, format } }: Config,
  destination = createLogDestination(),
): OpenedLog {
  const { stdout } = process
  const pretty = format === 'pretty' || (format === 'auto' && stdout.isTTY === true)
  // A terminal knows of NO_COLOR by itself.
  const coloured = stdout.isTTY === true && stdout.hasColors()
  const kind = pretty ? 'pretty' : 'json'
  const logger = createLogger({ level, format: kind, coloured, destination })
  return { logger, destination }
}
