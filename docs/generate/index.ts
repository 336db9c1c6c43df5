/**
 * `npm run docs` writes every generated file; `npm run docs:check` fails when one is stale.
 *
 * @module
 */

import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { configurationFiles } from './configuration.ts'
import { movingFiles } from './moving.ts'
import { presetsFiles } from './presets.ts'
import { readmeFiles } from './readme.ts'
import { roomsFiles } from './rooms.ts'
import { rulesFiles } from './rules.ts'
import { securityFiles } from './security.ts'

const root = new URL('../../', import.meta.url)

const files = {
  ...configurationFiles(),
  ...rulesFiles(),
  ...securityFiles(),
  ...readmeFiles(),
  ...roomsFiles(),
  ...movingFiles(),
  ...presetsFiles(),
}

const isStale = ([path, text]: [string, string]): boolean => {
  try {
    return readFileSync(new URL(path, root), 'utf8') !== text
  } catch {
    return true
  }
}

const stale = Object.entries(files).filter(isStale)

if (process.argv.includes('--check')) {
  for (const [path] of stale) process.stderr.write(`${path} is stale: run npm run docs\n`)
  process.exitCode = stale.length === 0 ? 0 : 1
} else {
  for (const [path, text] of stale) writeFileSync(fileURLToPath(new URL(path, root)), text)
}
