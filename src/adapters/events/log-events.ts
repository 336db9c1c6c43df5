import type { Events, FragrantEvent } from '../../ports/events.ts'

type Level = 'info' | 'warn' | 'error'

/** What the audit log needs of a logger. */
export type AuditLogger = Readonly<Record<Level, (line: object) => void>>

/** One line an event; `event` names its kind. Members that are not known are left out. */
export function createLogEvents(logger: AuditLogger): Events {
  return { emit: (event) => logger[levelOf(event)](lineOf(event)) }
}

function levelOf({ kind }: FragrantEvent): Level {
  switch (kind) {
    case 'fault.unexpected':
      return 'error'
    case 'request.refused':
    case 'user.sign-in-failed':
      return 'warn'
    case 'client.taken-in':
    case 'user.signed-in':
    case 'user.signed-out':
    case 'consent.granted':
    case 'consent.denied':
    case 'tokens.issued':
    case 'userinfo.read':
      return 'info'
  }
}

/** An error goes by the name under which a logger writes its stack. */
function lineOf(event: FragrantEvent): object {
  if (event.kind === 'fault.unexpected') {
    return { event: event.kind, where: event.where, err: event.error }
  }
  const { kind, ...members } = event
  return { event: kind, ...members }
}
