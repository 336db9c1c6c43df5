import process from 'node:process'

/** Longer than the grace that the server itself gives to open requests (milliseconds). */
const margin = 1000

export interface Stop {
  /** Whether a signal has come. */
  isAsked(): boolean
}

/**
 * Ends the process by `close` on SIGINT and SIGTERM, and at once on a second signal. After a fault
 * that nothing caught it writes one line, closes too and exits with 1: what the process knows is
 * no longer to be trusted.
 *
 * @param grace seconds that `close` may take.
 */
export function stopOnSignals(
  close: () => Promise<void>,
  grace: number,
  errors: NodeJS.WriteStream,
): Stop {
  let asked = false
  const end = (code: number): void => {
    process.exitCode = code
    if (asked) return
    asked = true
    setTimeout(() => process.exit(), grace * 1000 + margin).unref()
    close().then(
      () => process.exit(),
      () => process.exit(1),
    )
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => (asked ? process.exit(1) : end(0)))
  }
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (reason: unknown) => {
      errors.write(`${crashLine(reason)}\n`)
      end(1)
    })
  }
  return { isAsked: () => asked }
}

/** One JSON line about a fault that nothing caught. */
function crashLine(error: unknown): string {
  const { name, message, stack } =
    error instanceof Error ? error : { name: 'Thrown', message: String(error), stack: undefined }
  return JSON.stringify({
    level: 60,
    time: new Date().toISOString(),
    event: 'fault.uncaught',
    msg: 'a fault that nothing caught: stopping',
    err: { type: name, message, stack },
  })
}
