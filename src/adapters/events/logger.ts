import { type Logger, pino, stdSerializers, stdTimeFunctions } from 'pino'
import { escapeControls, keepEscaped } from './control-characters.ts'
import type { LogDestination } from './log-destination.ts'

interface Options {
  /** A level of pino: `trace` to `fatal`, or `silent`. */
  readonly level: string
  readonly format: 'json' | 'pretty'
  readonly destination: Pick<LogDestination, 'write'>
}

/** A request is logged without its query, which may carry a hint, a state or a nonce. */
const serializers = {
  req: ({ method, url }: { method: string; url?: string }) => ({ method, path: pathOf(url) }),
  res: ({ statusCode }: { statusCode: number }) => ({ statusCode }),
  err: stdSerializers.err,
}

const pathOf = (url = ''): string => url.split(/[?#]/, 1)[0] ?? ''

/** One line of JSON a record, or lines for human eyes. No control character gets through. */
export async function createLogger({ level, format, destination }: Options): Promise<Logger> {
  const print = format === 'json' ? escapeControls : await prettyPrinter()
  const stream = { write: (line: string) => destination.write(print(line)) }
  return pino({ level, base: null, timestamp: stdTimeFunctions.isoTime, serializers }, stream)
}

/** Loaded only when it is asked for. */
async function prettyPrinter(): Promise<(line: string) => string> {
  const { prettyFactory } = await import('pino-pretty')
  const pretty = prettyFactory({ colorize: false, translateTime: 'SYS:HH:MM:ss.l' })
  return (line) => pretty(keepEscaped(line))
}
