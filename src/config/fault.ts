/**
 * What is wrong with a configuration, told all at once.
 *
 * @module
 */

export type Path = readonly (string | number)[]

/** Something wrong, before it is known where the value came from. */
export interface Finding {
  readonly path: Path
  /** What is accepted there, or how to mend it; never the value, which may be secret. */
  readonly problem: string
  /** The setting that makes this one necessary: its place is told when this one has none. */
  readonly becauseOf?: Path
  /** Whether the key itself is wrong, rather than its value. */
  readonly isAboutKey?: boolean
}

export interface Fault {
  /** Such as `clients[0].redirect_uris[1]`; empty for the configuration as a whole. */
  readonly path: string
  /** Such as `fragrant.yaml:12:5`, `FRAGRANT_PORT`, `--port` or `options`. */
  readonly place: string
  readonly problem: string
}

/** A configuration that cannot be used, with everything that is wrong with it. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly faults: readonly Fault[]

  constructor(faults: readonly Fault[]) {
    const count = faults.length === 1 ? '1 fault' : `${faults.length} faults`
    super(`The configuration has ${count}:\n${faults.map(faultLine).join('\n')}`)
    this.faults = faults
  }
}

/** One line that tells a fault: its place, its key and what is accepted. */
export function faultLine({ place, path, problem }: Fault): string {
  return path === '' ? `  ${place}: ${problem}` : `  ${place}: ${path} ${problem}`
}

/** Writes a path the way that it is read aloud: `users[0].claims.email`. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`
    const name = step.replace(/\p{Cc}/gu, '\u{fffd}').slice(0, 80)
    return text === '' ? name : `${text}.${name}`
  }, '')
}
