import { execFileSync, spawn } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { quantile, type Running, report, startArtefact, until } from './artefact.ts'
import { anyNumberOfSockets, createLightBrowser } from './light-browser.ts'

let folder: string
let server: Running | undefined

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fragrant-full-'))
})

afterEach(async () => {
  await server?.end('SIGKILL')
  rmSync(folder, { recursive: true })
})

const port = 24_318
const issuer = `http://localhost:${port}`

/** Starts the server with a standard output that it tells nothing on. */
async function serveInto(
  stdout: number | 'pipe',
  stderr: number | 'pipe' = 'pipe',
): Promise<Running> {
  server = startArtefact(['--port', String(port)], {
    cwd: folder,
    env: { FRAGRANT_SIGNING_ALG: 'ES256' },
    stdio: ['ignore', stdout, stderr],
  })
  const isUp = () =>
    fetch(`${issuer}/health`).then(
      ({ ok }) => ok,
      () => false,
    )
  await until(isUp)
  return server
}

/** Log-ins of which each writes four lines; the milliseconds of every answer. */
async function logIn(times: number): Promise<readonly number[]> {
  const took: number[] = []
  const agent = anyNumberOfSockets()
  const onAnswer = (_: string, answer: { readonly took: number }) => void took.push(answer.took)
  for (let time = 0; time < times; time += 20) {
    const group = Array.from({ length: 20 }, () =>
      createLightBrowser(issuer, { agent, onAnswer }).logIn(),
    )
    await Promise.all(group)
  }
  agent.destroy()
  return took
}

const figuresOf = (took: readonly number[], stopMs: number, errors: string) => ({
  logins: took.length / 5,
  p99Ms: Math.round(quantile(took, 0.99)),
  stopMs: Math.round(stopMs),
  said: errors.split('\n').filter((line) => line.includes('log')).length,
})

function fifo(): string {
  const path = join(folder, 'fifo')
  execFileSync('mkfifo', [path])
  return path
}

describe.runIf(process.platform === 'linux')('the log of a server', () => {
  it('is on a full disk: everybody is served, and it ends when told (ENOSPC)', async () => {
    const full = openSync('/dev/full', 'w')
    const running = await serveInto(full)
    closeSync(full)
    const took = await logIn(1000)
    const figures = figuresOf(took, await running.end(), running.errors())
    report('S18 /dev/full', figures)
    expect(running.errors().match(/cannot be written \(ENOSPC\)/g)).toHaveLength(1)
    expect(figures.stopMs).toBeLessThan(3000)
    expect(await running.exited).toBe(0)
  })

  it('and its errors are on a full disk', async () => {
    const full = openSync('/dev/full', 'w')
    const running = await serveInto(full, full)
    closeSync(full)
    const took = await logIn(400)
    report('S18 both full', figuresOf(took, await running.end(), ''))
    expect(await running.exited).toBe(0)
  })

  it('fills a disk of 64 kB, and is written again once there is room', async () => {
    const disk = join(folder, 'disk')
    execFileSync('mkdir', [disk])
    // a file system of its own, where this user may make one; a limit on the file's size elsewhere
    let mounted = true
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk], { stdio: 'ignore' })
    } catch {
      mounted = false
    }
    if (!mounted) {
      report('S18 tmpfs', { skipped: 'mount is not allowed here' })
      return
    }
    try {
      const log = openSync(join(disk, 'log'), 'a')
      const running = await serveInto(log)
      const took = await logIn(1000)
      expect(statSync(join(disk, 'log')).size).toBeLessThanOrEqual(65_536)
      execFileSync('truncate', ['-s', '0', join(disk, 'log')])
      await logIn(20)
      await until(() => readFileSync(join(disk, 'log'), 'utf8').includes('tokens.issued'))
      const figures = figuresOf(took, await running.end(), running.errors())
      closeSync(log)
      report('S18 tmpfs 64 kB', figures)
      expect(running.errors()).toMatch(/is written again: \d+ lines were dropped/)
    } finally {
      execFileSync('umount', [disk])
    }
  })

  it.each(['closed', 'blocked'] as const)('goes into a %s pipe', async (reader) => {
    const path = fifo()
    const sleeper = spawn('sh', ['-c', 'exec sleep 300 < "$0"', path])
    const fd = openSync(path, 'w')
    if (reader === 'closed') {
      sleeper.kill('SIGKILL')
      await new Promise((resolve) => sleeper.once('close', resolve))
    }
    const running = await serveInto(fd)
    closeSync(fd)
    const took = await logIn(6000)
    const figures = figuresOf(took, await running.end(), running.errors())
    report(`S18 ${reader} pipe`, figures)
    sleeper.kill('SIGKILL')
    expect(running.errors().match(/cannot be written/g)).toHaveLength(1)
    expect(figures.stopMs).toBeLessThan(3000)
  })
})
