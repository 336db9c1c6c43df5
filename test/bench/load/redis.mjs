/**
 * A Redis that keeps nothing on a disk, for as long as a measurement lasts.
 *
 * @module
 */
import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

export async function startRedis() {
  const port = await freePort()
  const settings = ['--port', `${port}`, '--save', '', '--appendonly', 'no', '--bind', '127.0.0.1']
  const child = spawn('redis-server', settings, { stdio: 'ignore' })
  await pause(500)
  return { port, stop: () => child.kill() }
}

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
