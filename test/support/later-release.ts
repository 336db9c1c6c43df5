/**
 * Builds of releases that are still to come: they keep records in a second form, which the sources of
 * today do not know.
 *
 * @module
 */

import { copyFileSync, mkdtempSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('../../', import.meta.url))

/**
 * Reads both forms and writes one of them. Resolves to its folder, which the caller removes, and to its
 * `cli.js`.
 */
export async function buildLaterRelease(writes: 1 | 2) {
  const folder = mkdtempSync(join(tmpdir(), 'fragrant-later-'))
  for (const shared of ['node_modules', 'views'])
    symlinkSync(join(root, shared), join(folder, shared))
  copyFileSync(join(root, 'package.json'), join(folder, 'package.json'))
  let replaced = 0
  await build({
    entryPoints: [join(root, 'src/cli.ts')],
    outdir: join(folder, 'dist/bundle'),
    ...{ bundle: true, splitting: true, packages: 'external', platform: 'node', format: 'esm' },
    define: { FORM_THAT_IS_WRITTEN: `${writes}` },
    plugins: [
      {
        name: 'a later form of records',
        setup({ onResolve }) {
          onResolve({ filter: /\/record\.ts$/ }, ({ importer }) => {
            if (!importer.includes('/adapters/redis/records/')) return undefined
            replaced += 1
            return { path: join(root, 'test/support/later-record.ts') }
          })
        },
      },
    ],
  })
  if (replaced === 0) throw new Error('Nothing took the later form.')
  return { folder, cli: join(folder, 'dist/bundle/cli.js') }
}
