/**
 * What was asked for on the command line.
 *
 * @module
 */

import { parseArgs } from 'node:util'
import type { Flags } from '../config/load.ts'
import { didYouMean } from '../config/source/nearest.ts'

export const commands = [
  'serve',
  'check-config',
  'hash-password',
  'health',
  'keys',
  'token',
  'doctor',
  'init',
] as const

const keysActions = ['list', 'rotate'] as const

export type Command = (typeof commands)[number]

export type Arguments =
  | {
      readonly kind: 'run'
      readonly command: Exclude<Command, 'keys' | 'token' | 'doctor' | 'init'>
      readonly flags: Flags
    }
  | KeysArguments
  | TokenArguments
  | DoctorArguments
  | { readonly kind: 'init'; readonly name: string | undefined }
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'misused'; readonly problem: string }

export interface KeysArguments {
  readonly kind: 'keys'
  readonly action: (typeof keysActions)[number]
  /** The realm that is meant; undefined: every one. */
  readonly realm: string | undefined
  /** Whether the next keys sign at once, without having been published before. */
  readonly now: boolean
  readonly flags: Flags
}

/** What a token is asked for with; what is left out is as the configuration has it. */
export interface TokenArguments {
  readonly kind: 'token'
  readonly realm: string | undefined
  readonly user: string | undefined
  readonly client: string | undefined
  readonly redirectUri: string | undefined
  readonly scope: string | undefined
  readonly audience: string | undefined
  /** Whether the whole answer is printed, as JSON. */
  readonly json: boolean
  readonly flags: Flags
}

export interface DoctorArguments {
  readonly kind: 'doctor'
  readonly realm: string | undefined
  /** The redirect URI of the app, or where it runs; undefined: only the server is looked at. */
  readonly address: string | undefined
  readonly client: string | undefined
  readonly flags: Flags
}

const options = {
  port: { type: 'string' },
  host: { type: 'string' },
  config: { type: 'string' },
  issuer: { type: 'string' },
  preset: { type: 'string' },
  strict: { type: 'boolean' },
  control: { type: 'boolean' },
  realm: { type: 'string' },
  now: { type: 'boolean' },
  user: { type: 'string' },
  client: { type: 'string' },
  'redirect-uri': { type: 'string' },
  scope: { type: 'string' },
  audience: { type: 'string' },
  json: { type: 'boolean' },
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

/** The flags that are no settings, and the commands that have them. */
const ownFlags: Readonly<Record<string, readonly Command[]>> = {
  realm: ['keys', 'token', 'doctor'],
  now: ['keys'],
  user: ['token'],
  client: ['token', 'doctor'],
  'redirect-uri': ['token'],
  scope: ['token'],
  audience: ['token'],
  json: ['token'],
}

type Given = Readonly<Record<string, string>>

function readCommand([name = 'serve', ...rest]: readonly string[], given: Given): Arguments {
  const command = commands.find((known) => known === name)
  if (command === undefined) {
    return { kind: 'misused', problem: `There is no command ${name}.${didYouMean(name, commands)}` }
  }
  const strange = Object.keys(given).find((flag) => ownFlags[flag]?.includes(command) === false)
  if (strange !== undefined) {
    const problem = `--${strange} is for ${inWords(ownFlags[strange] ?? [])}.`
    return { kind: 'misused', problem }
  }
  if (command === 'keys') return readKeys(rest, given)
  if (command === 'init') return readInit(rest, given)
  if (command === 'doctor') return readDoctor(rest, given)
  if (rest.length > 0) {
    return { kind: 'misused', problem: `${command} takes flags only, not ${rest.join(' ')}.` }
  }
  if (command === 'token') return readToken(given)
  return { kind: 'run', command, flags: settingsIn(given) }
}

const inWords = (names: readonly string[]): string =>
  names.join(', ').replace(/, ([^,]*)$/, ' and $1')

/** The flags that stand for settings. */
function settingsIn({ strict, control, ...given }: Given): Flags {
  const settings = Object.entries(given).filter(([name]) => !(name in ownFlags))
  return {
    ...Object.fromEntries(settings),
    ...(strict === undefined ? {} : { mode: 'strict' }),
    ...(control === undefined ? {} : { control: 'true' }),
  }
}

function readKeys([name, ...rest]: readonly string[], given: Given): Arguments {
  const action = keysActions.find((known) => known === name)
  if (action === undefined) {
    const meant = name === undefined ? '' : didYouMean(name, keysActions)
    return { kind: 'misused', problem: `keys wants list or rotate.${meant}` }
  }
  if (rest.length > 0) {
    return { kind: 'misused', problem: `keys ${action} takes flags only, not ${rest.join(' ')}.` }
  }
  const now = given['now'] !== undefined
  if (now && action === 'list') return { kind: 'misused', problem: '--now is for keys rotate.' }
  return { kind: 'keys', action, realm: given['realm'], now, flags: settingsIn(given) }
}

function readInit([name, ...rest]: readonly string[], given: Given): Arguments {
  const [flag] = Object.keys(given)
  if (flag !== undefined) return { kind: 'misused', problem: `init takes no flags, not --${flag}.` }
  if (rest.length > 0) {
    return { kind: 'misused', problem: `init takes one name, not ${rest.join(' ')} besides.` }
  }
  return { kind: 'init', name }
}

function readDoctor([address, ...rest]: readonly string[], given: Given): Arguments {
  if (rest.length > 0) {
    return { kind: 'misused', problem: `doctor takes one address, not ${rest.join(' ')} besides.` }
  }
  const { realm, client } = given
  return { kind: 'doctor', realm, address, client, flags: settingsIn(given) }
}

const readToken = (given: Given): TokenArguments => ({
  kind: 'token',
  realm: given['realm'],
  user: given['user'],
  client: given['client'],
  redirectUri: given['redirect-uri'],
  scope: given['scope'],
  audience: given['audience'],
  json: given['json'] !== undefined,
  flags: settingsIn(given),
})
