/**
 * The documentation that lies in the package, by the names of its pages.
 *
 * @module
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { viewsRoot } from '../../pages/views.ts'

const packageRoot = new URL('../', viewsRoot)

/** Those of the root come first. */
const folders = ['', 'docs/', 'docs/decisions/']

const ofRoot = ['README.md', 'CHANGELOG.md', 'SECURITY.md']

/** Paths in the package by names such as `configuration` and `decisions/0001-…`; some may have been left out of it. */
export function documentFiles(root: URL = packageRoot): ReadonlyMap<string, string> {
  const paths = folders.flatMap((folder) => {
    const at = new URL(folder, root)
    if (!existsSync(at)) return []
    const names = folder === '' ? ofRoot : readdirSync(at).toSorted()
    return names
      .filter((name) => name.endsWith('.md') && existsSync(new URL(name, at)))
      .map((name) => folder + name)
  })
  return new Map(paths.map((path) => [nameOf(path), path]))
}

export const nameOf = (path: string): string => path.replace(/^docs\//, '').replace(/\.md$/, '')

export const readDocument = (path: string, root: URL = packageRoot): string =>
  readFileSync(new URL(path, root), 'utf8')
