/**
 * Cold start: from the start of the process to the first discovery answer, asked for again and again
 * from the beginning on, as somebody does who waits for a server.
 *
 * @module
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { median, ratioOf } from './load/statistics.mjs'

const pathOf = (file) => fileURLToPath(new URL(file, import.meta.url))

const contestants = [
  { name: 'bare Fastify', args: [pathOf('servers/bare-process.mjs')], env: {} },
  { name: 'RS256', args: [pathOf('../../dist/bundle/cli.js')], env: {} },
  {
    name: 'ES256',
    args: [pathOf('../../dist/bundle/cli.js')],
    env: { FRAGRANT_SIGNING_ALG: 'ES256' },
  },
]

export async function measureColdStart({ quick, report }) {
  const folder = await mkdtemp(join(tmpdir(), 'fragrant-bench-'))
  const results = new Map(contestants.map(({ name }) => [name, { wall: [], cpu: [] }]))
  for (let round = 0; round <= (quick ? 5 : 15); round += 1) {
    for (const contestant of contestants) {
      const { wall, cpu } = await startOnce(contestant, folder)
      // The first round reads everything from the disk.
      if (round === 0) continue
      results.get(contestant.name).wall.push(wall)
      results.get(contestant.name).cpu.push(cpu)
    }
  }
  await rm(folder, { recursive: true })
  tell(results, report)
}

function tell(results, report) {
  const bare = results.get('bare Fastify')
  report.heading('cold start, process start to first discovery answer')
  report.figure('bare Fastify', median(bare.wall), 'ms')
  for (const alg of ['RS256', 'ES256']) {
    const ours = results.get(alg)
    report.figure(alg, median(ours.wall), 'ms')
    report.times(`${alg} against bare Fastify`, ratioOf(ours.wall, bare.wall), 1.3)
    if (bare.cpu[0] !== undefined) {
      report.times(
        `${alg} against bare Fastify, CPU of the main thread`,
        ratioOf(ours.cpu, bare.cpu),
      )
    }
  }
}

async function startOnce({ args, env }, folder) {
  const port = await freePort()
  const before = performance.now()
  const child = spawn(process.execPath, [...args, '--port', String(port)], {
    cwd: folder,
    // Nothing else: FRAGRANT_ variables of whoever measures must not change what is measured.
    env,
    stdio: 'ignore',
  })
  const exited = once(child, 'exit')
  try {
    const deadline = before + 20_000
    while (!(await asksWell(port))) {
      if (performance.now() > deadline) throw new Error(`${args[0]} does not answer.`)
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
    return { wall: performance.now() - before, cpu: mainThreadCpu(child.pid) }
  } finally {
    child.kill('SIGKILL')
    await exited
  }
}

/** Asks for discovery; true when it is answered with 200, false when nobody listens yet. */
function asksWell(port) {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' })
    socket.on('error', () => resolve(false))
    socket.on('connect', () =>
      socket.write(
        `GET /.well-known/openid-configuration HTTP/1.1\r\nhost: localhost:${port}\r\n\r\n`,
      ),
    )
    socket.on('data', (chunk) => {
      socket.destroy()
      if (chunk.toString('latin1', 9, 12) === '200') resolve(true)
      else reject(new Error(chunk.toString()))
    })
  })
}

/** Milliseconds on a core, where the system tells: what an RSA key costs beside is not among them. */
function mainThreadCpu(pid) {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6
  } catch {
    return undefined
  }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}
