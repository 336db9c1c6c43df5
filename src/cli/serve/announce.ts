/**
 * What is told when the server listens.
 *
 * @module
 */

import type { Config, LogConfig } from '../../config/config.ts'
import { demoUsers } from '../../config/demo.ts'
import type { LoadedConfig } from '../../config/load.ts'
import { usersOf } from '../../config/realm-config.ts'
import { certificateFile } from '../../opening/tls.ts'
import { basePathOf, realmPaths, serverPaths } from '../../protocol/paths.ts'
import { providerOf } from '../../protocol/provider/presets.ts'
import { issuerFor } from '../../protocol/provider/provider.ts'
import type { User } from '../../protocol/user.ts'

export function isPretty({ format }: LogConfig, isTerminal: boolean): boolean {
  return format === 'pretty' || (format === 'auto' && isTerminal)
}

/** What is open besides the realms. */
interface Opened {
  readonly control?: Control
  /** Where metrics are told. */
  readonly metrics?: string | undefined
}

/** For a person: what to open, who can sign in, and how to point an app at it. */
export function greeting(
  { config, file, warnings }: LoadedConfig,
  issuer: string,
  { control, metrics }: Opened = {},
): string {
  const [realm] = config.realms
  const provider = realm && providerOf(realm.id, realm.preset)
  const iss = issuer + (provider?.issuerEnd ?? '')
  return [
    '',
    `  Fragrant listens (${config.mode} mode)`,
    '',
    `  Try it     ${issuer}/`,
    `  Issuer     ${iss}`,
    `  Discovery  ${iss.replace(/\/$/, '')}${realmPaths.openidMetadata}`,
    ...(provider === undefined ? [] : [`  Preset     ${provider.name}`]),
    `  Users      ${usersLine(realm === undefined ? [] : usersOf(realm))}`,
    ...furtherRealms(config, issuer),
    ...certificateLine(config),
    ...controlLines(config, issuer, control),
    ...(metrics === undefined ? [] : [`  Metrics    ${metrics}`]),
    `  Config     ${file ?? 'none: the defaults'}`,
    '',
    ...(realm?.loopbackClients ? spaLines(issuerFor({ issuer: iss, provider }, usualClient)) : []),
    ...warnings.map((warning) => `  Warning: ${warning}`),
    ...(warnings.length > 0 ? [''] : []),
    '',
  ].join('\n')
}

function usersLine(users: readonly User[]): string {
  const shown = users.slice(0, 5).map(named)
  const rest = users.length - shown.length
  return [...shown, ...(rest > 0 ? [`and ${rest} more`] : [])].join(', ') || 'none'
}

/** The password is told for the demo users only: it is their user name. */
const named = (user: User): string =>
  demoUsers.includes(user) ? `${user.username} (password ${user.username})` : user.username

const furtherRealms = ({ realms }: Config, issuer: string): readonly string[] =>
  realms.slice(1).map(({ id }) => `  Realm      ${issuer}${basePathOf(id)}`)

const certificateLine = (config: Config): readonly string[] => {
  const file = certificateFile(config)
  if (file !== undefined) return [`  Trust      ${file} (NODE_EXTRA_CA_CERTS, curl --cacert)`]
  const isForgotten = config.tls.kind === 'generated'
  return isForgotten
    ? ['  Trust      nothing to trust is kept: set data_dir (FRAGRANT_DATA_DIR)']
    : []
}

/** What opens the control API. A token that was made at the start is printed here, once. */
type Control = { readonly token: string } | undefined

const madeToken = ({ control }: Config, opened: Control): string | undefined =>
  control.kind === 'on' && control.token === undefined ? opened?.token : undefined

function controlLines(config: Config, issuer: string, opened: Control): readonly string[] {
  if (opened === undefined) return []
  const made = madeToken(config, opened)
  return [
    `  Control    ${new URL(issuer).origin}${serverPaths.control}`,
    `  Token      ${made ?? 'as configured: control_token'}`,
  ]
}

const usualClient = 'my-app'

const spaLines = (issuer: string): readonly string[] => [
  '  Point your app at it: any client_id and any redirect URI on loopback will do.',
  `    authority: '${issuer}', client_id: '${usualClient}', redirect_uri: 'http://localhost:5173/'`,
  '',
]

/** For a machine: the same as one JSON line, in the members of every line of the log. */
export function readyLine(
  { config, file, warnings }: LoadedConfig,
  issuer: string,
  { control, metrics }: Opened = {},
): string {
  return `${JSON.stringify({
    level: 30,
    time: new Date().toISOString(),
    event: 'server.listening',
    msg: 'listening',
    issuer,
    mode: config.mode,
    config: file,
    certificate: certificateFile(config),
    control: control && new URL(issuer).origin + serverPaths.control,
    control_token: madeToken(config, control),
    metrics,
    realms: config.realms.map(({ id }) => id),
    users: config.realms[0]?.accounts.length ?? 0,
    warnings,
  })}\n`
}
