/**
 * `fragrant init`: writes a configuration to start from, with a word on each setting.
 *
 * @module
 */

import { randomBytes } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileNames } from '../../config/source/file.ts'
import { didYouMean } from '../../config/source/nearest.ts'
import { presetNames } from '../../protocol/provider/presets.ts'
import { type Console, type ExitCode, exitCodes } from '../console.ts'
import { type Library, libraries } from './libraries.ts'

const [fileName] = fileNames

const [usual] = libraries

/** What a configuration may be written for: the presets, then the libraries. */
const names: readonly string[] = [...presetNames, ...libraries.map(({ name }) => name)]

/** Writes no file over another, nor beside one that would not be read any more. `name`: a preset or a library. */
export function writeConfiguration(
  name: string | undefined,
  { folder, output, errors }: Console,
): ExitCode {
  if (name === '?') {
    output.write(`${names.join('\n')}\n`)
    return exitCodes.done
  }
  if (name !== undefined && !names.includes(name)) {
    errors.write(
      `There is nothing named ${name}.${didYouMean(name, names)} There are ${names.join(', ')}.\n`,
    )
    return exitCodes.usage
  }
  const read = fileNames.find((one) => one !== fileName && existsSync(join(folder, one)))
  if (read !== undefined) {
    errors.write(
      `No ${fileName} was written: there is a ${read}, which would not be read any more.\n`,
    )
    return exitCodes.failed
  }
  try {
    writeFileSync(join(folder, fileName), configurationFor(name), { flag: 'wx', mode: 0o600 })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const why = code === 'EEXIST' ? 'there is one already; move it away first' : message
    errors.write(`No ${fileName} was written: ${why}.\n`)
    return exitCodes.failed
  }
  output.write(`${fileName} is written. Start the server: npx fragrant\n`)
  return exitCodes.done
}

/** Only the owner may read what is written: it may hold a secret. */
function configurationFor(name: string | undefined): string {
  const preset = presetNames.find((one) => one === name)
  const library = libraries.find((one) => one.name === name) ?? usual
  if (library === undefined) throw new Error('There are no libraries to write for.')
  return `${[
    ...head(name),
    ...(preset === undefined ? [] : presetLines(preset)),
    ...usersLines,
    ...clientLines(library),
    ...further,
  ].join('\n')}\n`
}

const head = (name: string | undefined): readonly string[] => [
  `# Fragrant${name === undefined ? '' : `, for ${name}`}. Every setting is described in docs/configuration.md of the package;`,
  '# fragrant check-config says what this file amounts to, fragrant doctor URL whether an app will work with it.',
  '# yaml-language-server: $schema=./node_modules/fragrant/docs/fragrant.schema.json',
  '',
  '# The address that browsers and apps use; every URL is made from it.',
  '# issuer: http://localhost:9400',
  '# port: 9400',
  '',
]

const presetLines = (preset: string): readonly string[] => [
  `# The paths, metadata and claims of ${preset}, beside our own: docs/presets.md.`,
  `preset: ${preset}`,
  '',
]

const usersLines = [
  '# Who may sign in. Plain passwords are for loopback only: fragrant hash-password makes others.',
  'users:',
  '  - username: alice',
  '    password: alice',
  '    claims:',
  '      name: Alice Example',
  '      given_name: Alice',
  '      family_name: Example',
  '      email: alice@people.example',
  '      email_verified: true',
  '  - username: bob',
  '    password: bob',
  '    claims: { name: Bob Example, email: bob@people.example }',
  '',
]

const clientLines = (library: Library): readonly string[] => [
  '# Apps that may ask for tokens. Redirect URIs are compared letter by letter.',
  'clients:',
  `  # ${library.name}: ${library.remark}`,
  '  - client_id: my-app',
  '    client_name: My app',
  `    response_types: ${JSON.stringify(library.responseTypes)}`,
  '    redirect_uris:',
  ...library.redirectUris.map((uri) => `      - ${JSON.stringify(uri)}`),
  ...(library.postLogoutUris.length === 0
    ? []
    : [
        '    post_logout_redirect_uris:',
        ...library.postLogoutUris.map((uri) => `      - ${JSON.stringify(uri)}`),
      ]),
  ...(library.hasSecret
    ? [
        '    # Made for this file: the server of the app has the same.',
        `    client_secret: ${JSON.stringify(randomBytes(32).toString('base64url'))}`,
      ]
    : []),
  '',
]

const further = [
  '# Any other app on this machine may ask too, until this says false.',
  '# loopback_clients: false',
  '',
  '# Whom access tokens are for; the issuer when left out.',
  '# audience: https://api.example',
  '',
  '# Signs alice in without asking, and approves: for tests.',
  '# login: { mode: auto, user: alice }',
  '# consent: auto',
  '',
  '# Where keys are kept, so that they outlive a restart.',
  '# data_dir: .fragrant',
]
