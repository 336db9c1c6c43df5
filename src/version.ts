import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

/** Where package.json lies, found by its name: this module may be a part of a bundle. */
const packageFile = pathToFileURL(createRequire(import.meta.url).resolve('fragrant/package.json'))

/** The folder that docs and views lie in, in the package as in the sources. */
export const packageRoot = new URL('./', packageFile)

/** Fragrant's own version. */
export const version: string = readVersion()

function readVersion(): string {
  const text = readFileSync(packageFile, 'utf8')
  return (JSON.parse(text) as { readonly version: string }).version
}
