import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { folderWith } from '../../config/folder.ts'

const stop = pathToFileURL(resolve('src/cli/serve/stop.ts')).href

/** A process that ends as a server does; `close` and `then` are what it runs. */
function startProcess(close: string, then = '') {
  const file = join(folderWith(), 'process.mjs')
  const source = `
    import { stopOnSignals } from '${stop}'
    stopOnSignals(${close}, 5, process.stderr)
    setInterval(() => {}, 1000)
    ${then}
    console.log('up')`
  writeFileSync(file, source)
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), file])
  const told = { errors: '' }
  child.stderr.on('data', (chunk) => {
    told.errors += chunk
  })
  const up = new Promise((done) => child.stdout.once('data', done))
  const exited = new Promise<number | null>((done) => child.once('close', done))
  return { child, told, up, exited }
}

const never = '() => new Promise(() => {})'

describe('A running server', { timeout: 20_000 }, () => {
  it('closes on the first signal, and exits at once on the second', async () => {
    const { child, up, exited } = startProcess(never)
    await up
    child.kill('SIGTERM')
    const early = await Promise.race([
      exited,
      new Promise((done) => setTimeout(done, 300, 'closing')),
    ])
    expect(early).toBe('closing')
    const start = performance.now()
    child.kill('SIGINT')
    expect(await exited).toBe(1)
    expect(performance.now() - start).toBeLessThan(2000)
  })

  it.each([
    ['a rejection', 'setTimeout(() => Promise.reject(new Error("lost")), 50)'],
    ['an exception', 'setTimeout(() => { throw new Error("lost") }, 50)'],
  ])('writes one line, closes and exits with 1 after %s that nothing caught', async (_, fault) => {
    const { told, exited } = startProcess('async () => { process.stderr.write("closed") }', fault)
    expect(await exited).toBe(1)
    const [line = '', after] = told.errors.split('\n')
    expect(JSON.parse(line)).toMatchObject({ level: 60, err: { type: 'Error', message: 'lost' } })
    expect(after).toBe('closed')
  })
})
