/**
 * Another commit of this repository, to be measured beside this tree.
 *
 * @module
 */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../../', import.meta.url))

/** The dependencies of this tree, so that a ratio tells what our code costs; its own where it has others. */
async function install(folder) {
  const [ours, theirs] = await Promise.all(
    [root, folder].map((tree) => readFile(join(tree, 'package-lock.json'), 'utf8')),
  )
  if (ours === theirs) await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  else await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder })
}

/**
 * Builds `rev` in a folder of its own. Resolves to its ways of starting a server and of signing in there:
 * pages change.
 */
export async function checkOut(rev) {
  const folder = await mkdtemp(join(tmpdir(), 'fragrant-bench-'))
  const git = (...options) => run('git', ['-C', root, 'worktree', ...options])
  await git('add', '--detach', folder, rev)
  const remove = () => git('remove', '--force', folder)
  try {
    await install(folder)
    await run(join(folder, 'node_modules/.bin/tsc'), ['-p', folder])
    const part = (name) => import(pathToFileURL(join(folder, 'test/bench', name)).href)
    const { startChild } = await part('load/child.mjs')
    const { cookieOf } = await part('silent.mjs')
    return { startChild, cookieOf, remove }
  } catch (error) {
    await remove()
    throw error
  }
}
