/**
 * Takes a changed configuration over while the server runs: clients and users. Anything else needs
 * a restart, and is said to.
 *
 * @module
 */

import type { Config } from './config/config.ts'
import type { LoadedConfig } from './config/load.ts'
import { algsOf, type RealmConfig } from './config/realm-config.ts'

/** The settings that differ and cannot change without a restart, by their keys in the file. */
export function needsRestart(before: Config, after: Config): readonly string[] {
  const [top, ...further] = before.realms.map(fixedOf)
  const [nextTop, ...nextFurther] = after.realms.map(fixedOf)
  return [
    ...changed(fixedOfServer(before), fixedOfServer(after)),
    ...changed(top ?? {}, nextTop ?? {}),
    ...(differs(further, nextFurther) ? ['realms'] : []),
  ]
}

type Settings = Readonly<Record<string, unknown>>

const changed = (before: Settings, after: Settings): readonly string[] =>
  Object.keys(before)
    .filter((name) => differs(before[name], after[name]))
    .map(keyOf)

const fixedOfServer = ({ realms: _, warnings: __, ...fixed }: Config): Settings => fixed

/** All of a realm but its users and clients. */
const fixedOf = ({ users: _, clients: __, withPlayground: ___, ...fixed }: RealmConfig): Settings =>
  fixed

/** Whether two configurations are one; lists are compared in their order. */
export const saysTheSame = (a: Config, b: Config): boolean => !differs(a, b)

/**
 * Why a configuration that is sound in itself is not taken over: an empty or missing file would
 * bring the demo users back, and a key is made at the start only. Undefined when it can be.
 */
export function whyNot(running: LoadedConfig, next: LoadedConfig): string | undefined {
  if (next.file !== running.file) {
    return next.file === undefined
      ? `The file ${running.file} is gone.`
      : `The file ${next.file} would be read instead of ${running.file ?? 'none'}: restart.`
  }
  if (next.isEmpty && !running.isEmpty) return `The file ${next.file} is empty.`
  const known = new Set(algsOfAll(running.config))
  const alg = algsOfAll(next.config).find((one) => !known.has(one))
  return alg && `There is no ${alg} key, which a client asks for: restart to have one made.`
}

const algsOfAll = (config: Config) => config.realms.flatMap(algsOf)

const differs = (a: unknown, b: unknown): boolean => textOf(a) !== textOf(b)

const textOf = (value: unknown): string =>
  JSON.stringify(value, (_key, member: unknown) => (member instanceof Set ? [...member] : member))

/** `signingAlg` is `signing_alg` in the file. */
const keyOf = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
