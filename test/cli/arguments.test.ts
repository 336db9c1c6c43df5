import { describe, expect, it } from 'vitest'
import { readArguments } from '../../src/cli/arguments.ts'

describe('The command line', () => {
  it.each([
    [[], 'serve', {}],
    [['serve'], 'serve', {}],
    [['--port', '9500'], 'serve', { port: '9500' }],
    [['--port=9500', '--host=::1'], 'serve', { port: '9500', host: '::1' }],
    [['--strict'], 'serve', { mode: 'strict' }],
    [['serve', '--issuer', 'https://id.example'], 'serve', { issuer: 'https://id.example' }],
    [['check-config', '--config', 'a.yaml'], 'check-config', { config: 'a.yaml' }],
    [['hash-password'], 'hash-password', {}],
    [['--port', '1', '--port', '2'], 'serve', { port: '2' }],
  ])('%j is read as %s', (argv, command, flags) => {
    expect(readArguments(argv)).toEqual({ kind: 'run', command, flags })
  })

  it.each([
    [['--help'], 'help'],
    [['-h'], 'help'],
    [['check-config', '--help'], 'help'],
    [['--version'], 'version'],
    [['-v'], 'version'],
  ])('%j asks for the %s', (argv, kind) => {
    expect(readArguments(argv)).toEqual({ kind })
  })

  it.each([
    [['--prot', '9500'], 'There is no flag --prot. Did you mean --port?'],
    [['--frobnicate'], 'There is no flag --frobnicate.'],
    [['-p', '9500'], 'There is no flag -p.'],
    [['--constructor'], 'There is no flag --constructor.'],
    [['--port'], '--port needs a value.'],
    [['--config='], '--config needs a value.'],
    [['--strict=yes'], '--strict takes no value.'],
    [['sevre'], 'There is no command sevre. Did you mean serve?'],
    [['serve', '9500'], 'serve takes flags only, not 9500.'],
  ])('%j is misused: %s', (argv, problem) => {
    expect(readArguments(argv)).toEqual({ kind: 'misused', problem })
  })
})
