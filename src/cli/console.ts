/** Where a command runs: what it may read, and where it writes. */
export interface Console {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** The working directory. */
  readonly folder: string
  readonly input: NodeJS.ReadStream
  readonly output: NodeJS.WriteStream
  readonly errors: NodeJS.WriteStream
}

/** Exit codes, as sysexits.h has them where it has one. */
export const exitCodes = { done: 0, failed: 1, usage: 64, configuration: 78 } as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]
