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
    [['keys', 'list'], 'list', undefined, false, {}],
    [['keys', 'rotate', '--now'], 'rotate', undefined, true, {}],
    [['keys', 'rotate', '--realm', 'one', '--strict'], 'rotate', 'one', false, { mode: 'strict' }],
  ])('%j is read as keys %s', (argv, action, realm, now, flags) => {
    expect(readArguments(argv)).toEqual({ kind: 'keys', action, realm, now, flags })
  })

  it('is read as what a token is asked for with', () => {
    const argv = ['token', '--user', 'bob', '--scope', 'openid email', '--json', '--port', '9500']
    expect(readArguments(argv)).toEqual({
      ...{ kind: 'token', user: 'bob', scope: 'openid email', json: true },
      flags: { port: '9500' },
    })
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
    [['keys'], 'keys wants list or rotate.'],
    [['keys', 'rotat'], 'keys wants list or rotate. Did you mean rotate?'],
    [['keys', 'list', 'one'], 'keys list takes flags only, not one.'],
    [['keys', 'list', '--now'], '--now is for keys rotate.'],
    [['keys', 'rotate', '--realm'], '--realm needs a value.'],
    [['serve', '--realm', 'one'], '--realm is for keys, token and doctor.'],
    [['--now'], '--now is for keys.'],
    [['serve', '--user', 'bob'], '--user is for token.'],
    [['token', '--now'], '--now is for keys.'],
    [['doctor', 'http://a', 'http://b'], 'doctor takes one address, not http://b besides.'],
    [['init', '--port', '1'], 'init takes no flags, not --port.'],
    [['init', 'a', 'b'], 'init takes one name, not b besides.'],
    [['token', 'bob'], 'token takes flags only, not bob.'],
  ])('%j is misused: %s', (argv, problem) => {
    expect(readArguments(argv)).toEqual({ kind: 'misused', problem })
  })
})
