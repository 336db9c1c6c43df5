import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { connectFragrant } from '../../../src/testing/client.ts'
import { scratchFolder } from '../../support/scratch-folder.ts'
import { createVisitor } from '../../support/visitor.ts'

const running = new Set<ChildProcess>()
afterEach(() => {
  for (const child of running) child.kill('SIGKILL')
  running.clear()
})

const token = 'a-token-that-only-tests-have'
const loader = import.meta.resolve('tsx')

/** Starts `fragrant` as a process of its own, over a data folder. */
function start(folder: string) {
  const argv = ['--import', loader, resolve('src/cli.ts'), '--port', '0', '--control']
  const env = { FRAGRANT_DATA_DIR: join(folder, 'data'), FRAGRANT_CONTROL_TOKEN: token }
  const child = spawn(process.execPath, argv, { cwd: folder, env })
  running.add(child)
  const told = { output: '', errors: '' }
  child.stdout.on('data', (chunk) => {
    told.output += chunk
  })
  child.stderr.on('data', (chunk) => {
    told.errors += chunk
  })
  const exited = once(child, 'close').then(([code, signal]) => code ?? signal)
  return { child, told, exited }
}

async function listening(folder: string) {
  const { child, told, exited } = start(folder)
  const issuer = () => /"msg":"listening","issuer":"([^"]+)"/.exec(told.output)?.[1]
  for (;;) {
    const found = issuer()
    if (found !== undefined) return { child, issuer: found, exited }
    if (child.exitCode !== null) throw new Error(told.errors)
    await new Promise((done) => setTimeout(done, 20))
  }
}

describe('fragrant serve over a data folder', () => {
  it('has what it said to be saved though it was killed at that moment', async () => {
    const folder = scratchFolder()
    const first = await listening(folder)
    const visitor = createVisitor(first.issuer)
    const form = await visitor.open(`${first.issuer}/new-application`)
    const typed = { name: 'Shop', callbacks: 'http://localhost:5173/', 'grant-code': 'on' }
    expect((await visitor.submit(form, 'application', 'create', typed)).status).toBe(200)
    const realm = await connectFragrant({ url: first.issuer, token })
    await realm.users.add({ username: 'carol' })
    first.child.kill('SIGKILL')
    expect(await first.exited).toBe('SIGKILL')

    const second = await listening(folder)
    const page = await createVisitor(second.issuer).open(`${second.issuer}/applications/shop`)
    expect(page.page.text('kept')).toBe('Kept beyond a restart of the server.')
    const again = await connectFragrant({ url: second.issuer, token })
    expect((await again.users.list()).map(({ sub }) => sub)).toEqual(['alice', 'bob', 'carol'])
    second.child.kill('SIGTERM')
    expect(await second.exited).toBe(0)
  })

  it('ends with 78 and one line that names the file where that is damaged', async () => {
    const folder = scratchFolder()
    const first = await listening(folder)
    first.child.kill('SIGTERM')
    await first.exited
    const file = join(folder, 'data', 'users-and-clients.json')
    writeFileSync(file, '{ "version": 1,')
    const second = start(folder)
    expect(await second.exited).toBe(78)
    expect(second.told.errors).toBe(
      `The configuration cannot be used:\n  data_dir: The file ${file} does not hold the users and clients that Fragrant wrote there. Restore it from a backup, or delete it to start without them.\n`,
    )
  })
})
