import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { resolve } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { startProblem } from '../../../src/cli/serve/start-problem.ts'
import { folderWith } from '../../config/folder.ts'

const running = new Set<ChildProcess>()

afterEach(() => {
  for (const child of running) child.kill('SIGKILL')
  running.clear()
})

const loader = import.meta.resolve('tsx')

/** Starts `fragrant` as a process of its own, in an empty folder. */
function start(argv: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, ['--import', loader, resolve('src/cli.ts'), ...argv], {
    cwd: folderWith(),
    env: environment,
  })
  running.add(child)
  const told = { output: '', errors: '' }
  child.stdout.on('data', (chunk) => {
    told.output += chunk
  })
  child.stderr.on('data', (chunk) => {
    told.errors += chunk
  })
  const exited = new Promise<number | NodeJS.Signals | null>((done) => {
    child.once('close', (code, signal) => done(code ?? signal))
  })
  return { child, told, exited }
}

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((done) => setTimeout(done, 20))
}

describe('fragrant serve', () => {
  it('says in one JSON line where it listens, answers there, and exits with 0 on SIGTERM', async () => {
    const { child, told, exited } = start(['--port', '0'])
    await until(() => told.output.includes('"msg":"listening"'))
    const line = told.output.split('\n').find((one) => one.includes('"msg":"listening"')) ?? ''
    const { issuer } = JSON.parse(line) as { issuer: string }
    const answer = await fetch(`${issuer}/.well-known/openid-configuration`)
    expect(await answer.json()).toMatchObject({ issuer })
    child.kill('SIGTERM')
    expect(await exited).toBe(0)
    expect(told.errors).toBe('')
  })

  it('tells a person what to open, who can sign in and how to point an app at it', async () => {
    const { child, told, exited } = start(['--port', '0'], { FRAGRANT_LOG_FORMAT: 'pretty' })
    await until(() => told.output.includes('redirect_uri'))
    const [, issuer = ''] = /Issuer +(\S+)/.exec(told.output) ?? []
    expect(told.output).toContain(`Try it     ${issuer}/\n`)
    expect(told.output).toContain('alice (password alice), bob (password bob)')
    expect(told.output).toContain(`authority: '${issuer}'`)
    child.kill('SIGINT')
    expect(await exited).toBe(0)
  })

  it('names the issuer that apps are told under a preset', async () => {
    const environment = { FRAGRANT_LOG_FORMAT: 'pretty', FRAGRANT_PRESET: 'moserver' }
    const { child, told, exited } = start(['--port', '0'], environment)
    await until(() => told.output.includes('redirect_uri'))
    const [, issuer = ''] = /Issuer +(\S+)/.exec(told.output) ?? []
    expect(issuer).toMatch(/\/wp-json\/moserver$/)
    expect(told.output).toContain(`authority: '${issuer}/my-app'`)
    const [, document = ''] = /Discovery +(\S+)/.exec(told.output) ?? []
    expect(await (await fetch(document)).json()).toMatchObject({ issuer })
    child.kill('SIGINT')
    expect(await exited).toBe(0)
  })

  it('prints the token of its control API once, where none is given', async () => {
    const { child, told, exited } = start(['--port', '0', '--control'])
    await until(() => told.output.includes('"msg":"listening"'))
    const line = told.output.split('\n').find((one) => one.includes('"msg":"listening"')) ?? ''
    const { control, control_token: token } = JSON.parse(line) as Record<string, string>
    const authorization = `Bearer ${token}`
    const answer = await fetch(`${control}/realms/default/tokens`, {
      ...{ method: 'POST', body: '{"sub":"alice"}' },
      headers: { authorization, 'content-type': 'application/json' },
    })
    expect(answer.status).toBe(201)
    child.kill('SIGTERM')
    expect(await exited).toBe(0)
    expect(told.output.split(String(token))).toHaveLength(2)
  })

  it('says in one line that its port is taken, and exits with 1', async () => {
    const other = createServer()
    const port = await new Promise<number>((done) => {
      other.listen(0, 'localhost', () => done((other.address() as { port: number }).port))
    })
    const { told, exited } = start(['--port', String(port)])
    expect(await exited).toBe(1)
    other.close()
    expect(told.errors).toMatch(
      new RegExp(`^Port ${port} is already in use on localhost\\. Stop the other program, .*\\n$`),
    )
  })

  it('tells the faults of its configuration, without a stack, and exits with 78', async () => {
    const { told, exited } = start(['--host', '0.0.0.0'])
    expect(await exited).toBe(78)
    expect(told.output).toBe('')
    expect(told.errors.split('\n')).toHaveLength(6)
    expect(told.errors).not.toContain('    at ')
  })
}, 20_000)

describe('A server that cannot start says', () => {
  const address = { host: 'auth.test', port: 80 }

  it.each([
    [
      'EADDRINUSE',
      'listen',
      'Port 80 is already in use on auth.test. Stop the other program, or choose another port: fragrant --port 180',
    ],
    [
      'EACCES',
      'listen',
      'Port 80 may not be opened by this user. Choose a port from 1024 on: fragrant --port 9400',
    ],
    [
      'EADDRNOTAVAIL',
      'listen',
      'This machine has no address auth.test. Choose another host: fragrant --host localhost',
    ],
    [
      'ENOTFOUND',
      'getaddrinfo',
      'The host auth.test is not known here. Choose another host: fragrant --host localhost',
    ],
  ])('what to do about %s', (code, syscall, told) => {
    expect(startProblem(Object.assign(new Error('x'), { code, syscall }), address)).toBe(told)
  })

  it('why, in one line, when it is anything else', () => {
    expect(startProblem(new Error('The data folder is in use.\nmore'), address)).toBe(
      'Fragrant cannot start: The data folder is in use.',
    )
  })

  it('another port even from the last one', () => {
    const error = Object.assign(new Error('x'), { code: 'EADDRINUSE', syscall: 'listen' })
    expect(startProblem(error, { host: 'localhost', port: 65_535 })).toContain('--port 65435')
  })
})
