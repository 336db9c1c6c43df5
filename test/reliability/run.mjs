/**
 * `npm run test:reliability -- [--requests 100000] [vitest's own arguments]`: the scenarios in full,
 * and the figures of the run at the end.
 */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const { values, positionals } = parseArgs({
  options: { requests: { type: 'string', default: '1000000' } },
  allowPositionals: true,
})
const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url))
const config = fileURLToPath(new URL('vitest.config.ts', import.meta.url))
const child = spawn(process.execPath, [vitest, 'run', '-c', config, ...positionals], {
  env: { ...process.env, RELIABILITY_REQUESTS: values.requests },
  stdio: ['inherit', 'inherit', 'pipe'],
})
let told = ''
child.stderr.on('data', (chunk) => {
  told += chunk
  process.stderr.write(chunk)
})
const [code] = await once(child, 'close')
const figures = told.split('\n').filter((line) => line.startsWith('figure '))
process.stdout.write(`\n${figures.map((line) => line.slice('figure '.length)).join('\n')}\n`)
process.exitCode = code ?? 1
