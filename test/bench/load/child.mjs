/**
 * Processes that are asked things by IPC, one at a time.
 *
 * @module
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** Starts a module of this folder's neighbour; resolves when it has said that it is ready. */
export async function startChild(file, settings = {}, execArgv = []) {
  const child = fork(fileURLToPath(new URL(`../${file}`, import.meta.url)), {
    execArgv,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  let asked
  child.on('message', ({ error, ...reply }) => {
    if (error === undefined) asked.resolve(reply)
    else asked.reject(new Error(`${file}: ${error}`))
  })
  child.on('exit', (code) => asked.reject(new Error(`${file} has ended (${code}).`)))
  const ask = (message) =>
    new Promise((resolve, reject) => {
      asked = { resolve, reject }
      child.send(message)
    })
  const ready = await ask({ kind: 'begin', settings })
  return {
    ...ready,
    ask,
    async stop() {
      child.disconnect()
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}
