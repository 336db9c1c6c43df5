import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parsePasswordHash } from '../../src/adapters/passwords/password-hash.ts'
import { version } from '../../src/version.ts'
import { folderWith } from '../config/folder.ts'
import { runHere } from './console.ts'

describe('fragrant', () => {
  it('prints its usage', async () => {
    const { code, output } = await runHere(['--help'], {})
    expect(code).toBe(0)
    for (const flag of ['--port', '--host', '--config', '--issuer', '--strict', '--version']) {
      expect(output).toContain(flag)
    }
  })

  it('names a file that describes every setting, and is there', async () => {
    const { output } = await runHere(['--help'], {})
    const [file = ''] = /\S+configuration\.md/.exec(output) ?? []
    expect(readFileSync(file, 'utf8')).toContain('FRAGRANT_PORT')
  })

  it('prints its version', async () => {
    expect(await runHere(['--version'], {})).toEqual({
      code: 0,
      output: `${version}\n`,
      errors: '',
    })
  })

  it('exits with 64 when it is misused', async () => {
    expect(await runHere(['--prot'], {})).toEqual({
      code: 64,
      output: '',
      errors: 'There is no flag --prot. Did you mean --port?\nSee fragrant --help.\n',
    })
  })
})

describe('fragrant check-config', () => {
  it('says what a sound configuration amounts to', async () => {
    const folder = folderWith({ 'fragrant.yaml': 'port: 9500\nrealms: { one: { users: [] } }' })
    const { code, output } = await runHere(['check-config'], { folder })
    expect(code).toBe(0)
    expect(output).toBe(
      [
        'OK: fragrant.yaml',
        '  issuer   the address that the server listens on',
        '  listens  localhost, port 9500',
        '  mode     local',
        '  realm    default: 2 users, 3 clients',
        '  realm    one: 0 users, 3 clients',
        '',
      ].join('\n'),
    )
  })

  it('tells every fault of another, one a line, and exits with 78', async () => {
    const folder = folderWith({ 'fragrant.yaml': 'prot: 1\nmode: loud' })
    const { code, output, errors } = await runHere(['check-config', '--port', 'x'], {
      folder,
      environment: { FRAGRANT_HOST: 'a b' },
    })
    expect({ code, output }).toEqual({ code: 78, output: '' })
    expect(errors).toBe(
      [
        'The configuration cannot be used:',
        '  fragrant.yaml:1:1: prot is not a setting. Did you mean port?',
        '  FRAGRANT_HOST: host must be a host name or an IP address',
        '  --port: port must be a whole number from 0 to 65535',
        '  fragrant.yaml:2:7: mode must be local or strict',
        '',
      ].join('\n'),
    )
  })
})

describe('fragrant hash-password', () => {
  it.each(['correct horse\n', 'correct horse\r\n', 'correct horse'])(
    'prints a hash of the line %j, which the configuration takes',
    async (input) => {
      const { code, output } = await runHere(['hash-password'], { input })
      expect(code).toBe(0)
      expect(output).toMatch(/^\$scrypt\$.*\n$/)
      expect(parsePasswordHash(output.trim())).toBeDefined()
      expect(output).not.toContain('horse')
    },
  )

  it.each(['', '\n', 'x'.repeat(1025)])('refuses a line of no or too many bytes', async (input) => {
    const { code, output } = await runHere(['hash-password'], { input })
    expect({ code, output }).toEqual({ code: 64, output: '' })
  })
})
