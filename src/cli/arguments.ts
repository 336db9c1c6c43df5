/**
 * What was asked for on the command line.
 *
 * @module
 */

import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { didYouMean } from '../config/judge/nearest.ts'
import type { Flags } from '../config/load.ts'

export const commands = ['serve', 'check-config', 'hash-password', 'health'] as const

export type Command = (typeof commands)[number]

export type Arguments =
  | { readonly kind: 'run'; readonly command: Command; readonly flags: Flags }
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'misused'; readonly problem: string }

const options = {
  port: { type: 'string' },
  host: { type: 'string' },
  config: { type: 'string' },
  issuer: { type: 'string' },
  strict: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const

const flagNames = Object.keys(options).map((name) => `--${name}`)

export function readArguments(argv: readonly string[]): Arguments {
  const { tokens } = parseArgs({
    args: [...argv],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  const flags: Record<string, string> = {}
  const words: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value)
    if (token.kind !== 'option') continue
    const problem = misuseOf(token)
    if (problem !== undefined) return { kind: 'misused', problem }
    flags[token.name] = token.value ?? ''
  }
  if ('help' in flags) return { kind: 'help' }
  if ('version' in flags) return { kind: 'version' }
  return readCommand(words, flags)
}

interface OptionToken {
  readonly name: string
  readonly rawName: string
  readonly value?: string | undefined
}

function misuseOf({ name, rawName, value }: OptionToken): string | undefined {
  if (!Object.hasOwn(options, name)) {
    return `There is no flag ${rawName}.${didYouMean(rawName, flagNames)}`
  }
  const { type } = options[name as keyof typeof options]
  if (type === 'boolean') return value === undefined ? undefined : `${rawName} takes no value.`
  return value ? undefined : `${rawName} needs a value.`
}

function readCommand(
  [name = 'serve', ...rest]: readonly string[],
  { strict, ...flags }: Readonly<Record<string, string>>,
): Arguments {
  const command = commands.find((known) => known === name)
  if (command === undefined) {
    return { kind: 'misused', problem: `There is no command ${name}.${didYouMean(name, commands)}` }
  }
  if (rest.length > 0) {
    return { kind: 'misused', problem: `${command} takes flags only, not ${rest.join(' ')}.` }
  }
  return {
    kind: 'run',
    command,
    flags: { ...flags, ...(strict === undefined ? {} : { mode: 'strict' }) },
  }
}

/** It comes with the package, as it does with the sources. */
const documentation = fileURLToPath(new URL('../../docs/configuration.md', import.meta.url))

export const usage = `Usage: fragrant [serve] [flags]

Commands
  serve            Starts the server; so does no command at all.
  check-config     Reads the configuration and says whether it can be used.
  hash-password    Reads a password and prints the hash to put into the configuration.
  health           Asks the server of this configuration whether it answers.

Flags
  --port <number>  The port to listen on (9400); 0 takes a free one.
  --host <name>    Where to listen (localhost).
  --config <file>  The configuration file (fragrant.yaml, .yml or .json, if there is one).
  --issuer <url>   The address that browsers and apps use.
  --strict         No conveniences for development: what a hardened server accepts.
  --help           This text.
  --version        The version.

Every setting is described, with its environment variable, in
  ${documentation}
`
