/**
 * Commands and servers of other languages, in a folder of their own.
 *
 * @module
 */

import { execFile, spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'
import { freePort } from '../support/free-port.ts'

/** Milliseconds that a command, or the start of a server, may take. */
const patience = 300_000

const execute = promisify(execFile)

/** Whether a command of that name can be run. */
export function isInstalled(command: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

/** Runs a command to its end and answers its output; throws with what it said when it fails. */
export async function run(folder: string, command: string, ...args: string[]): Promise<string> {
  try {
    const limits = { cwd: folder, timeout: patience, maxBuffer: 2 ** 26 }
    return (await execute(command, args, limits)).stdout
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string }
    throw new Error(`${command} ${args.join(' ')}\n${stdout ?? ''}\n${stderr ?? ''}`)
  }
}

export interface Command {
  readonly command: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

export interface RunningServer {
  readonly url: string
  stop(): Promise<void>
}

/** Starts a server and waits until it answers at all. */
export async function serve(
  folder: string,
  commandFor: (port: string) => Command,
  ownPort?: number,
): Promise<RunningServer> {
  const port = ownPort ?? (await freePort())
  const { command, args, env } = commandFor(`${port}`)
  const child = spawn(command, args, { cwd: folder, env: { ...process.env, ...env } })
  const said: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text: Buffer) => said.push(text.toString()))
  }
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const url = `http://localhost:${port}/`
  const stop = async () => {
    child.kill()
    await ended
  }
  const deadline = Date.now() + patience
  while (!(await answers(url))) {
    if (child.exitCode === null && Date.now() < deadline) {
      await setTimeout(100)
      continue
    }
    await stop()
    throw new Error(`${command} does not serve:\n${said.join('')}`)
  }
  return { url, stop }
}

const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    () => true,
    () => false,
  )
