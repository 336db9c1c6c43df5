import { readFileSync } from 'node:fs'

/** Fragrant's own version: package.json lies one floor up from `src/` and from `dist/` alike. */
export const version: string = readVersion()

function readVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { readonly version: string }).version
}
