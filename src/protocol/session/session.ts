import type { ClientId } from '../client/client.ts'

/** A login of one browser, kept on the server; its cookie carries only the opaque id. */
export interface Session {
  /** The secret that the cookie carries. */
  readonly id: string
  /** The public name of the session, which tokens carry (`sid`). */
  readonly sid: string
  readonly sub: string
  /** Epoch seconds of the last time the user proved who they are. */
  readonly authTime: number
  readonly startedAt: number
  readonly lastSeenAt: number
  /** The browser that it is of in a few words, for its user; undefined when that is not known. */
  readonly browser?: string | undefined
  /** The clients that it has been used for, newest last; see `withVisit`. */
  readonly visited: readonly ClientId[]
}
