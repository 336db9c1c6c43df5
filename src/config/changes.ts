/**
 * What a changed configuration changes: everything about realms while the server runs. The rest is
 * the process's, needs a restart, and is said to.
 *
 * @module
 */

import type { Config } from './config.ts'
import type { LoadedConfig } from './load.ts'

/** The settings that differ and cannot change without a restart, by their keys in the file. */
export function needsRestart(before: Config, after: Config): readonly string[] {
  const [fixed, next] = [fixedOf(before), fixedOf(after)]
  return Object.keys(fixed)
    .filter((name) => differs(fixed[name], next[name]))
    .map(keyOf)
}

const fixedOf = ({
  realms: _,
  warnings: __,
  written: ___,
  ...fixed
}: Config): Readonly<Record<string, unknown>> => fixed

/** Whether two configurations are one; lists are compared in their order. */
export const saysTheSame = (a: Config, b: Config): boolean => !differs(a, b)

/**
 * Why a configuration that is sound in itself is not taken over: an empty or missing file would
 * bring the demo users back. Undefined when it can be.
 */
export function whyNot(running: LoadedConfig, next: LoadedConfig): string | undefined {
  if (next.file !== running.file) {
    return next.file === undefined
      ? `The file ${running.file} is gone.`
      : `The file ${next.file} would be read instead of ${running.file ?? 'none'}: restart.`
  }
  if (next.isEmpty && !running.isEmpty) return `The file ${next.file} is empty.`
  return undefined
}

const differs = (a: unknown, b: unknown): boolean => textOf(a) !== textOf(b)

const textOf = (value: unknown): string =>
  JSON.stringify(value, (_key, member: unknown) => (member instanceof Set ? [...member] : member))

/** `dataDir` is `data_dir` in the file. */
const keyOf = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
