import { type Logger, pino, stdSerializers } from 'pino'
import { escapeControls } from './control-characters.ts'
import { createHumanLines } from './human-lines.ts'
import type { LogDestination } from './log-destination.ts'

interface Options {
  /** A level of pino: `trace` to `fatal`, or `silent`. */
  readonly level: string
  readonly format: 'json' | 'pretty'
  /** Whether lines for human eyes have colours. */
  readonly coloured?: boolean
  readonly destination: Pick<LogDestination, 'write'>
}

/** A request is logged without its query, which may carry a hint, a state or a nonce. */
const serializers = {
  req: ({ method, url }: { method: string; url?: string }) => ({ method, path: pathOf(url) }),
  res: ({ statusCode }: { statusCode: number }) => ({ statusCode }),
  err: stdSerializers.err,
}

const pathOf = (url = ''): string => url.split(/[?#]/, 1)[0] ?? ''

/** One line of JSON a record, or a sentence for human eyes. No control character gets through. */
export function createLogger({ level, format, coloured = false, destination }: Options): Logger {
  const print = format === 'json' ? escapeControls : createHumanLines(coloured)
  const stream = { write: (line: string) => destination.write(print(line)) }
  return pino({ level, base: null, timestamp: createTimestamps(), serializers }, stream)
}

/**
 * What pino writes as `time` (RFC 3339 §5.6). A date costs as much as all else of a line, and its second is the
 * same for many.
 */
function createTimestamps(): () => string {
  let second = Number.NaN
  let upToSecond = ''
  return () => {
    const now = Date.now()
    const begun = Math.floor(now / 1000) * 1000
    if (begun !== second) {
      second = begun
      upToSecond = `,"time":"${new Date(second).toISOString().slice(0, -4)}`
    }
    return `${upToSecond}${String(now - begun).padStart(3, '0')}Z"`
  }
}
