import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigError, type Fault } from '../../src/config/fault.ts'
import { loadConfig, type Sources } from '../../src/config/load.ts'
import { scratchFolder } from '../support/scratch-folder.ts'

/** A new folder that holds `files`, for the test that is running. */
export function folderWith(files: Readonly<Record<string, string | Buffer>> = {}): string {
  const folder = scratchFolder()
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
  return folder
}

type Beside = Partial<Pick<Sources, 'flags' | 'environment'>>

/** Loads `yaml` as the fragrant.yaml of a folder of its own. */
export function loadYaml(yaml: string, { flags = {}, environment = {} }: Beside = {}) {
  return loadConfig({ flags, environment, folder: folderWith({ 'fragrant.yaml': yaml }) })
}

/** The faults that `act` throws; none when it does not throw. */
export function faultsOf(act: () => unknown): readonly Fault[] {
  try {
    act()
  } catch (error) {
    if (error instanceof ConfigError) return error.faults
    throw error
  }
  return []
}

export const faultsOfYaml = (yaml: string, beside?: Beside): readonly Fault[] =>
  faultsOf(() => loadYaml(yaml, beside))

/** A password hash that any configuration takes. */
export const hashed =
  '$scrypt$ln=15,r=8,p=1$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNo'
