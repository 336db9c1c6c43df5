/**
 * Writes the configuration table into README.md, between two marks.
 *
 * @module
 */

import { readFileSync } from 'node:fs'
import { shortTable } from './configuration.ts'

const begin = '<!-- configuration table: written by npm run docs -->'
const end = '<!-- end of the configuration table -->'

/** The README with its table as it should be, by its path from the root of the package. */
export function readmeFiles(): Readonly<Record<string, string>> {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
  const [before, rest] = readme.split(begin)
  const after = rest?.split(end)[1]
  if (before === undefined || after === undefined) throw new Error('README.md has lost its marks')
  return { 'README.md': `${before}${begin}\n\n${shortTable()}\n\n${end}${after}` }
}
