/**
 * The package as whoever installs it has it: packed, and installed in a folder of its own.
 *
 * @module
 */

import { execFile } from 'node:child_process'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

export const run = promisify(execFile)
export const root = fileURLToPath(new URL('../..', import.meta.url))

export interface Installed {
  readonly folder: string
  readonly packed: {
    readonly filename: string
    readonly files: readonly { readonly path: string }[]
  }
}

export async function installPackage(): Promise<Installed> {
  const folder = await mkdtemp(join(tmpdir(), 'fragrant-package-'))
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: root,
  })
  // The build before packing may say something of its own.
  const packed = JSON.parse(stdout.slice(stdout.indexOf('[')))[0]
  await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }')
  const quietly = ['--no-audit', '--no-fund', '--prefer-offline']
  // Whoever sets engine-strict gets no package that leaves this Node out.
  await run('npm', ['install', '--engine-strict', ...quietly, join(folder, packed.filename)], {
    cwd: folder,
  })
  return { folder, packed }
}
