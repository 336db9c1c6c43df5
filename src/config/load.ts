import { type Config, type Reach, readConfig, readReach } from './config.ts'
import { ConfigError, type Fault, type Path } from './fault.ts'
import { dotEnvName, readDotEnv } from './source/dot-env.ts'
import { filesIn, readText } from './source/file.ts'
import { nearest } from './source/nearest.ts'
import {
  configVariable,
  environmentSettings,
  flagSettings,
  overlay,
  type Setting,
  variables,
} from './source/settings.ts'
import { readYaml, type YamlDocument } from './source/yaml-document.ts'

/** Where a process may be told its configuration: a flag wins over a variable, that over the file. */
export interface Sources {
  readonly flags?: Flags
  readonly environment: Readonly<Record<string, string | undefined>>
  /** The working directory: paths are relative to it. */
  readonly folder: string
}

/** Flags that were given, as text. */
export interface Flags {
  readonly config?: string
  readonly host?: string
  readonly port?: string
  readonly issuer?: string
  readonly preset?: string
  readonly mode?: 'strict'
  readonly control?: 'true'
}

export interface LoadedConfig {
  readonly config: Config
  /** The file that was read, as it was named; undefined when there is none. */
  readonly file: string | undefined
  /** Whether there is a file that says nothing. */
  readonly isEmpty: boolean
  readonly warnings: readonly string[]
}

/**
 * Reads the configuration from flags, environment variables and the file.
 *
 * @throws {ConfigError} with every fault at once.
 */
export function loadConfig(sources: Sources): LoadedConfig {
  const { folder } = sources
  const { environment, beside, named, present } = gather(sources)
  const name = named?.name ?? present[0]
  const document = name === undefined ? undefined : readFile(folder, name, named?.place ?? name)
  const config = readConfig(overlay(document?.value ?? {}, beside), {
    folder,
    place: name ?? 'settings',
    inFile: Object.keys(Object(document?.value ?? {})),
    placeOf: (path, isAboutKey) =>
      placeBeside(path, beside) ?? placeInFile(path, isAboutKey, name, document),
  })
  return {
    config,
    file: name,
    isEmpty: isEmpty(document),
    warnings: [
      ...(isEmpty(document) ? [`${name} is empty: nothing is configured by it.`] : []),
      ...otherFiles(present),
      ...unknownVariables(environment),
      ...config.warnings,
    ],
  }
}

/**
 * Where the server of a configuration listens, as far as it can be read: what else is wrong with it,
 * and a file that nobody can read, are passed over.
 *
 * @throws {ConfigError} when `.env` cannot be read.
 */
export function loadReach(sources: Sources): Reach {
  const { beside, named, present } = gather(sources)
  const name = named?.name ?? present[0]
  const read = name === undefined ? undefined : readText(sources.folder, name)
  const document = read?.kind === 'text' ? readYaml(read.text) : undefined
  const value = document !== undefined && isDocument(document) ? document.value : {}
  return readReach(overlay(value, beside))
}

/** What stands beside the file, and which file there is to read. */
function gather({ flags = {}, environment: process, folder }: Sources) {
  const environment = withDotEnv(process, folder)
  const named = namedFile(flags, environment)
  const { config: _, ...settings } = flags
  const ofEnvironment = environmentSettings(environment).map((setting) =>
    process[setting.place] ? setting : { ...setting, place: `${dotEnvName} (${setting.place})` },
  )
  return {
    environment,
    beside: [...ofEnvironment, ...flagSettings(settings)],
    named,
    present: named === undefined ? filesIn(folder) : [],
  }
}

/** What the process was given wins over `.env`; an empty variable counts as not set. */
function withDotEnv(process: Sources['environment'], folder: string): Sources['environment'] {
  const dotEnv = readDotEnv(folder)
  if (dotEnv.kind === 'unreadable') {
    throw fileFault(dotEnvName, `The file ${dotEnvName} ${dotEnv.problem}.`)
  }
  const given = Object.fromEntries(Object.entries(process).filter(([, value]) => value))
  return { ...dotEnv.variables, ...given }
}

function namedFile({ config }: Flags, environment: Sources['environment']) {
  const variable = environment[configVariable]
  if (config !== undefined) return { name: config, place: '--config' }
  return variable ? { name: variable, place: configVariable } : undefined
}

function readFile(folder: string, name: string, place: string): YamlDocument {
  const read = readText(folder, name)
  if (read.kind === 'unreadable') throw fileFault(place, `The file ${name} ${read.problem}.`)
  const document = readYaml(read.text)
  if (isDocument(document)) return document
  throw new ConfigError(
    document.map(({ spot, problem }): Fault => ({ path: '', place: `${name}:${spot}`, problem })),
  )
}

const fileFault = (place: string, problem: string) =>
  new ConfigError([{ path: '', place, problem }])

const isDocument = (read: ReturnType<typeof readYaml>): read is YamlDocument => 'spotOf' in read

/** The flag or variable that set `path`; a later setting wins. */
function placeBeside(path: Path, beside: readonly Setting[]): string | undefined {
  return beside.findLast((setting) => setting.path.every((step, index) => step === path[index]))
    ?.place
}

function placeInFile(
  path: Path,
  isAboutKey: boolean,
  name: string | undefined,
  document: YamlDocument | undefined,
): string | undefined {
  const spot = document?.spotOf(path, isAboutKey)
  return spot === undefined ? undefined : `${name}:${spot}`
}

const isEmpty = (document: YamlDocument | undefined): boolean =>
  document !== undefined && (document.value ?? undefined) === undefined

function otherFiles([first, ...others]: readonly string[]): readonly string[] {
  return others.map((other) => `${other} is not read, because ${first} is.`)
}

/** A variable that nothing reads is probably misspelt. */
function unknownVariables(environment: Sources['environment']): readonly string[] {
  const known = [...variables.map(({ name }) => name), configVariable]
  return Object.keys(environment)
    .filter((name) => name.startsWith('FRAGRANT_') && !known.includes(name))
    .map((name) => {
      const meant = nearest(name, known)
      return `The environment variable ${name} has no meaning${meant ? `; ${meant} has` : ''}.`
    })
}
