import type { EventSink, FragrantEvent } from '../../ports/events.ts'
import type { TraceContext } from '../../protocol/trace-context.ts'
import type { LogDestination } from './log-destination.ts'

type Level = 'debug' | 'info' | 'warn' | 'error'

/** What the audit log needs of a logger. */
export type AuditLogger = Readonly<Record<Level, (line: object) => void>> & {
  isLevelEnabled(level: Level): boolean
}

type Accepted = Extract<FragrantEvent, { readonly kind: 'client.accepted' }>

/** An event as its line tells it: a client that was accepted goes with the lines that register it. */
export type LoggedEvent =
  | Exclude<FragrantEvent, Accepted>
  | (Pick<Accepted, 'kind' | 'clientId' | 'origin'> & { readonly register: string })

/** The lines of a configuration that register a client. */
export type RegistrationLines = (
  client: Pick<Accepted, 'clientId' | 'redirectUris' | 'responseTypes'>,
) => string

interface Needs {
  readonly logger: AuditLogger
  readonly registrationLines: RegistrationLines
  readonly traceNow: () => TraceContext | undefined
  readonly later: LogDestination['later']
}

/**
 * One line an event; `event` names its kind, `realm` where it happened. Members that are not known
 * are left out. What belongs to a trace says so (`trace_id`, `span_id`). Lines are made by `later`.
 */
export function createLogEvents({ logger, registrationLines, traceNow, later }: Needs): EventSink {
  return ({ realm, event }) => {
    const level = levelOf(event)
    // a line that nobody reads is not even made
    if (!logger.isLevelEnabled(level)) return
    const trace = traceNow()
    later(() => {
      const line = lineOf(realm, toLogged(event, registrationLines))
      logger[level](trace === undefined ? line : { ...line, ...named(trace) })
    })
  }
}

function levelOf(event: FragrantEvent): Level {
  switch (event.kind) {
    case 'fault.unexpected':
    case 'store.lost':
      return 'error'
    // what browsers ask for by themselves is not there, as a rule
    case 'http.refused':
      return event.status === 404 ? 'info' : 'warn'
    case 'client.on-another-site':
    case 'client.not-told':
    case 'grant.ended':
    case 'request.refused':
    case 'user.sign-in-failed':
    case 'store.evicts':
      return 'warn'
    case 'request.pushed':
    case 'client.accepted':
    case 'client.told':
    case 'client.registered':
    case 'client.unregistered':
    case 'client.forgotten':
    case 'user.signed-in':
    case 'user.signed-out':
    case 'consent.granted':
    case 'consent.denied':
    case 'consent.withdrawn':
    case 'scope.left-out':
    case 'fault.served':
    case 'store.back':
    case 'keys.rotated':
    case 'tokens.issued':
    case 'tokens.granted':
      return 'info'
    // it changes nothing, and an app may ask often
    case 'userinfo.read':
    case 'http.answered':
      return 'debug'
  }
}

function toLogged(event: FragrantEvent, registrationLines: RegistrationLines): LoggedEvent {
  if (event.kind !== 'client.accepted') return event
  const { kind, clientId, origin } = event
  const redirectUris = [...new Set(event.redirectUris.map(withoutQuery))]
  const lines = registrationLines({ ...event, redirectUris })
  const isWhole = event.redirectUris.every((uri) => redirectUris.includes(uri))
  return { kind, clientId, origin, register: isWhole ? lines : lines + leftOut }
}

/** An app may send in the query of its redirect URI what is nobody's business. */
const withoutQuery = (uri: string): string => uri.replace(/\?.*$/s, '')

const leftOut = '\n      # each with its query, if it is sent with one: the log leaves that out'

/** By the names that collectors of logs know. */
const named = ({ traceId, spanId }: TraceContext) => ({ trace_id: traceId, span_id: spanId })

/** An error goes by the name under which a logger writes its stack. */
function lineOf(realm: string | undefined, event: LoggedEvent): object {
  if (event.kind === 'fault.unexpected') {
    return { event: event.kind, realm, where: event.where, err: event.error }
  }
  const { kind, ...members } = event
  return { event: kind, realm, ...members }
}
