/**
 * Real processes, for what only a process can show.
 *
 * @module
 */

import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** Starts a script of this folder. */
export function run(
  script: string,
  args: readonly string[] = [],
  stdio: StdioOptions = ['ignore', 'pipe', 'pipe'],
): ChildProcess {
  const path = fileURLToPath(new URL(script, import.meta.url))
  return spawn(process.execPath, ['--import', 'tsx', path, ...args], { stdio })
}

/** The first line that a child writes, on the descriptor given. */
export function lineFrom(child: ChildProcess, descriptor = 1): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    child.stdio[descriptor]?.on('data', (chunk) => {
      text += chunk
      if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')))
    })
    child.once('exit', (code, signal) => reject(new Error(`exit ${code ?? signal}: ${text}`)))
  })
}

/** The exit code of a child, or the signal that ended it. */
export async function exitOf(child: ChildProcess): Promise<number | string | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return child.exitCode ?? child.signalCode
}
