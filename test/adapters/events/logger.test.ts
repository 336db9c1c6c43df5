import { afterEach, describe, expect, it, vi } from 'vitest'
import { createEventStream } from '../../../src/adapters/events/event-stream.ts'
import { type AuditLogger, createLogEvents } from '../../../src/adapters/events/log-events.ts'
import { createLogger } from '../../../src/adapters/events/logger.ts'
import { registrationLines } from '../../../src/config/registration-lines.ts'
import type { FragrantEvent } from '../../../src/ports/events.ts'

const now = (work: () => void): void => work()

const eventsFor = (logger: AuditLogger) =>
  createEventStream({
    clock: { now: () => 0 },
    sinks: [createLogEvents({ logger, registrationLines, traceNow: () => undefined, later: now })],
  }).of(undefined)

function prepare(format: 'json' | 'pretty', level = 'info') {
  const lines: string[] = []
  const destination = { write: (line: string) => void lines.push(line) }
  const logger = createLogger({ level, format, destination })
  return { lines, logger, events: eventsFor(logger) }
}

const hostile = 'a\nb\r\u001b[31m\u0000\u007f\u009b31m\u2028\u202e"'

/** Whatever a terminal would obey, or hide; a line may end with a line break. */
const controls = /[^\P{Cc}\n]|[\u2028-\u202e\u2066-\u2069]/u

describe('the log', () => {
  afterEach(() => void vi.useRealTimers())

  it('says of each line when it was written, to the millisecond (RFC 3339 §5.6)', () => {
    const times = [
      ...['2026-11-30T23:59:59.000Z', '2026-11-30T23:59:59.007Z', '2026-11-30T23:59:59.999Z'],
      ...['2026-12-01T00:00:00.010Z', '2026-11-30T23:59:59.123Z', '1969-12-31T23:59:59.500Z'],
    ]
    const { lines, logger } = prepare('json')
    for (const time of times) {
      vi.useFakeTimers({ now: new Date(time) })
      logger.info('now')
    }
    expect(lines.map((line) => JSON.parse(line).time)).toEqual(times)
  })

  it('writes a line of JSON a record', async () => {
    const { lines, logger } = prepare('json')
    logger.info({ answer: 42 }, 'worked out')
    expect(lines).toHaveLength(1)
    const { time, ...record } = JSON.parse(lines[0] ?? '')
    expect(record).toEqual({ level: 30, answer: 42, msg: 'worked out' })
    expect(Date.parse(time)).not.toBeNaN()
  })

  it('lets no control character through, and loses none (ASVS 16.4.1)', async () => {
    const { lines, logger } = prepare('json')
    logger.info({ clientId: hostile, [hostile]: 1 }, hostile)
    const [line = ''] = lines
    expect(lines).toHaveLength(1)
    expect(line.trimEnd()).not.toMatch(controls)
    expect(line.trimEnd()).not.toContain('\n')
    expect(JSON.parse(line)).toMatchObject({ clientId: hostile, [hostile]: 1, msg: hostile })
  })

  it('lets no control character through when it is pretty either', async () => {
    const { lines, logger } = prepare('pretty')
    logger.info({ clientId: hostile, err: new Error(hostile) }, hostile)
    expect(lines.join('')).toContain('[31m')
    expect(lines.join('')).not.toMatch(controls)
  })

  it('says nothing below its level', async () => {
    const { lines, logger } = prepare('json', 'warn')
    logger.info('quiet')
    logger.warn('loud')
    expect(lines.map((line) => JSON.parse(line).msg)).toEqual(['loud'])
  })

  it('writes a request without its query (ASVS 14.2.1)', async () => {
    const { lines, logger } = prepare('json')
    const headers = { cookie: 'session=secret', authorization: 'Bearer secret' }
    const req = { method: 'GET', url: '/authorize?state=secret&id_token_hint=secret', headers }
    logger.info({ req, res: { statusCode: 303 } })
    const { level, time, ...record } = JSON.parse(lines[0] ?? '')
    expect(record).toEqual({
      req: { method: 'GET', path: '/authorize' },
      res: { statusCode: 303 },
    })
  })
})

describe('the audit log', () => {
  const levels: Record<string, number> = { info: 30, warn: 40, error: 50 }
  const rows: [string, FragrantEvent][] = [
    ['info', { kind: 'user.signed-in', sub: 'alice', sid: 's', by: 'password' }],
    ['warn', { kind: 'user.sign-in-failed', reason: 'wrong' }],
    [
      'warn',
      {
        kind: 'request.refused',
        clientId: undefined,
        error: 'invalid_request',
        rule: 'send nonce',
        cites: 'OIDC Core §3.2.2.1',
        shown: 'client',
      },
    ],
    ['info', { kind: 'consent.denied', sub: 'alice', clientId: 'spa' }],
  ]

  it.each(rows)('writes at level %s one line of %o', async (level, event) => {
    const { lines, events } = prepare('json')
    events.emit(event)
    const { kind, ...members } = event
    const { time, ...record } = JSON.parse(lines[0] ?? '')
    const known = JSON.parse(JSON.stringify(members))
    expect(record).toEqual({ level: levels[level], event: kind, ...known })
    expect(lines).toHaveLength(1)
  })

  it('writes the stack of an unexpected fault', async () => {
    const { lines, events } = prepare('json')
    events.emit({ kind: 'fault.unexpected', where: 'authorize', error: new Error('broken') })
    const record = JSON.parse(lines[0] ?? '')
    expect(record).toMatchObject({ level: 50, event: 'fault.unexpected', where: 'authorize' })
    expect(record.err.message).toBe('broken')
    expect(record.err.stack).toContain('logger.test.ts')
  })
})
