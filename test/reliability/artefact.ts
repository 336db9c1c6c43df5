/**
 * The built server as a process of its own: `dist/bundle/cli.js`, as it is shipped.
 *
 * @module
 */

import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = new URL('../../', import.meta.url)

/** `FRAGRANT_ARTEFACT` names another build, such as one that nobody else is writing to. */
const {
  FRAGRANT_ARTEFACT: artefact = fileURLToPath(root),
  RELIABILITY_REQUESTS: wanted = '1000000',
  ...inherited
} = process.env

/** How many requests the memory is watched for. */
export const requests = Number(wanted)

const build = `${artefact.replace(/\/$/, '')}/dist/bundle`

export const cli = `${build}/cli.js`

/** What `import 'fragrant'` loads. */
export const libraryEntry = `${build}/index.js`

export interface Running {
  readonly child: ChildProcess
  readonly pid: number
  /** Known once `listening` has resolved. */
  issuer: string
  /** Resolves when the server says where it listens; rejects when it ends before. */
  readonly listening: Promise<string>
  readonly exited: Promise<number | NodeJS.Signals | null>
  /** What it wrote on standard output, as JSON lines read back. */
  lines(): readonly Readonly<Record<string, unknown>>[]
  output(): string
  errors(): string
  /** Sends a signal and waits for the end. Resolves to the milliseconds that it took. */
  end(signal?: NodeJS.Signals): Promise<number>
}

interface Options extends Pick<SpawnOptions, 'cwd' | 'stdio'> {
  readonly env?: Readonly<Record<string, string>>
  /** Flags for node itself. */
  readonly node?: readonly string[]
  /** What is run instead of node, such as `['prlimit', '--nofile=64', 'node']`. */
  readonly through?: readonly string[]
  /** Another build than that of the tests: its `cli.js`. */
  readonly build?: string
}

const alive = new Set<ChildProcess>()

process.once('exit', () => {
  for (const child of alive) child.kill('SIGKILL')
})

export function startArtefact(argv: readonly string[], options: Options = {}): Running {
  const {
    node = [],
    through = [process.execPath],
    env = {},
    build: file = cli,
    ...spawning
  } = options
  const [command = process.execPath, ...before] = through
  const child = spawn(command, [...before, ...node, file, ...argv], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...quiet(inherited), ...env },
    ...spawning,
  })
  alive.add(child)
  const told = { output: '', errors: '' }
  child.stdout?.on('data', (chunk) => {
    told.output += chunk
  })
  child.stderr?.on('data', (chunk) => {
    told.errors += chunk
  })
  const exited = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once('close', (code, signal) => {
      alive.delete(child)
      resolve(code ?? signal)
    })
  })
  const running: Running = {
    child,
    pid: child.pid ?? 0,
    issuer: '',
    exited,
    listening: new Promise((resolve, reject) => {
      child.stdout?.on('data', () => {
        const issuer = /"msg":"listening","issuer":"([^"]+)"/.exec(told.output)?.[1]
        if (issuer === undefined || running.issuer !== '') return
        running.issuer = issuer
        resolve(issuer)
      })
      void exited.then((how) => reject(new Error(`ended with ${how}: ${told.errors}`)))
    }),
    lines: () => linesOf(told.output),
    output: () => told.output,
    errors: () => told.errors,
    async end(signal = 'SIGTERM') {
      const begun = performance.now()
      child.kill(signal)
      await exited
      return performance.now() - begun
    },
  }
  running.listening.catch(() => undefined)
  return running
}

/** No setting of the machine that runs the tests reaches the server. */
function quiet(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const foreign = /^(FRAGRANT_|NODE_OPTIONS|VITEST|NODE_V8)/
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !foreign.test(name)))
}

function linesOf(text: string): readonly Readonly<Record<string, unknown>>[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
}

/** Bytes of memory that a process holds (proc(5), status). */
export function rssOf(pid: number): number {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kilobytes) * 1024
}

export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Waits until `holds`, and throws when it does not come true in time. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  milliseconds = 10_000,
): Promise<number> {
  const begun = performance.now()
  while (!(await holds())) {
    if (performance.now() - begun > milliseconds) throw new Error(`not within ${milliseconds} ms`)
    await pause(10)
  }
  return performance.now() - begun
}

/** A figure of the run, for docs/reliability.md. */
export function report(scenario: string, figures: Readonly<Record<string, unknown>>): void {
  process.stderr.write(`figure ${scenario} ${JSON.stringify(figures)}\n`)
}

/** The value below which `share` of all lie. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
