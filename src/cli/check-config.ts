import type { Config } from '../config/config.ts'
import { type Flags, loadConfig } from '../config/load.ts'
import { type Console, type ExitCode, exitCodes } from './console.ts'

/** Prints what the configuration amounts to. @throws {ConfigError} when it cannot be used. */
export function checkConfig(flags: Flags, { environment, folder, output }: Console): ExitCode {
  const { config, file, warnings } = loadConfig({ flags, environment, folder })
  output.write(
    [
      `OK: ${file ?? 'no configuration file'}`,
      `  issuer   ${config.issuer ?? 'the address that the server listens on'}`,
      `  listens  ${config.host}, port ${config.port}`,
      `  mode     ${config.mode}`,
      ...realmLines(config),
      ...warnings.map((warning) => `Warning: ${warning}`),
      '',
    ].join('\n'),
  )
  return exitCodes.done
}

const realmLines = ({ realms }: Config): readonly string[] =>
  realms.map(({ id, accounts, clients, withPlayground }) => {
    const apps = clients.length + (withPlayground ? 1 : 0)
    return `  realm    ${id}: ${count(accounts.length, 'user')}, ${count(apps, 'client')}`
  })

const count = (number: number, noun: string): string =>
  `${number} ${noun}${number === 1 ? '' : 's'}`
