/**
 * `fragrant doctor`: what will not work between this configuration and an app, and why.
 *
 * @module
 */

import { originOf } from '../../binding.ts'
import { loadConfig } from '../../config/load.ts'
import { didYouMean } from '../../config/source/nearest.ts'
import { basePathOf } from '../../protocol/paths.ts'
import { providerOf } from '../../protocol/provider/presets.ts'
import type { DoctorArguments } from '../arguments.ts'
import { type Console, type ExitCode, exitCodes, forTerminal } from '../console.ts'
import { checksOfApp, type Finding } from './app-checks.ts'
import { checksOfServer, registeredAt } from './server-checks.ts'

/**
 * Prints what it finds, the faults first; the exit code says whether there is any.
 *
 * @throws {ConfigError} when the configuration cannot be used.
 */
export async function examine(asked: DoctorArguments, console: Console): Promise<ExitCode> {
  const { environment, folder, output, errors } = console
  const { config, file, warnings } = loadConfig({ flags: asked.flags, environment, folder })
  const { realm: id = 'default', address, client } = asked
  const realm = config.realms.find((one) => one.id === id)
  if (realm === undefined) {
    const ids = config.realms.map((one) => one.id)
    errors.write(`There is no realm ${id}.${didYouMean(id, ids)}\n`)
    return exitCodes.failed
  }
  const origin = config.issuer ?? originOf(config, config.port)
  const end = providerOf(id, realm.preset)?.issuerEnd ?? ''
  const about = { config, realm, origin, issuer: origin + basePathOf(id) + end }
  const running = client === undefined ? [] : await registeredAt(about, client)
  const findings = [
    ...(await checksOfServer(about)),
    ...(address === undefined ? [] : checksOfApp({ ...about, address, clientId: client, running })),
    ...warnings.map((what): Finding => ({ kind: 'warning', what })),
  ]
  const ordered = kinds.flatMap((kind) => findings.filter((one) => one.kind === kind))
  const lines = [
    `Configuration  ${file ?? 'none: the defaults'} (${config.mode} mode)`,
    `Issuer         ${about.issuer}`,
    ...(address === undefined ? [] : [`App            ${address}`]),
    '',
    ...ordered.flatMap(linesOf),
    '',
  ]
  output.write(forTerminal(lines.join('\n')))
  return findings.some(({ kind }) => kind === 'fault') ? exitCodes.failed : exitCodes.done
}

const kinds = ['fault', 'warning', 'good'] as const

const labels = { fault: 'FAULT  ', warning: 'Warning', good: 'ok     ' } as const

const linesOf = ({ kind, what, fix }: Finding): readonly string[] => [
  `  ${labels[kind]}  ${what}`,
  ...(fix === undefined ? [] : fix.split('\n').map((line) => `           ${line}`)),
]
