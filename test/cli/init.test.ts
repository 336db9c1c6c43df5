import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { libraries } from '../../src/cli/init/libraries.ts'
import { loadConfig } from '../../src/config/load.ts'
import { presetNames } from '../../src/protocol/provider/presets.ts'
import { scratchFolder } from '../support/scratch-folder.ts'
import { runHere } from './console.ts'

async function written(...argv: string[]) {
  const folder = scratchFolder()
  const told = await runHere(['init', ...argv], { folder })
  return { folder, told }
}

describe('fragrant init', () => {
  it.each([...presetNames, ...libraries.map(({ name }) => name)])(
    'writes for %s what can be used, and warns of the implicit grant alone',
    async (name) => {
      const { folder, told } = await written(name)
      expect(told).toEqual({
        ...{ code: 0, errors: '' },
        output: 'fragrant.yaml is written. Start the server: npx fragrant\n',
      })
      const { config, warnings } = loadConfig({ flags: {}, environment: {}, folder })
      const types = libraries.find((one) => one.name === name)?.responseTypes ?? []
      const isImplicit = types.some((type) => type.includes('token'))
      expect(warnings).toEqual(isImplicit ? [expect.stringContaining('RFC 9700')] : [])
      const [realm] = config.realms
      expect(realm?.accounts.map(({ user }) => user.username)).toEqual(['alice', 'bob'])
      const preset = presetNames.find((one) => one === name)
      expect(realm?.preset?.name).toBe(preset)
    },
  )

  it.each(libraries.map((library) => [library.name, library] as const))(
    'registers each address of %s, so that the doctor finds nothing',
    async (name, { redirectUris, hasSecret }) => {
      const { folder } = await written(name)
      for (const uri of redirectUris) {
        const asked = ['doctor', uri, '--client', 'my-app', '--port', '1']
        const { code, output } = await runHere(asked, { folder })
        expect(output).toContain('The client my-app is registered with this redirect URI.')
        expect(code).toBe(0)
      }
      const text = readFileSync(join(folder, 'fragrant.yaml'), 'utf8')
      expect(/client_secret: "[\w-]{43}"/.test(text)).toBe(hasSecret)
    },
  )

  it('lists the names alone where it is asked for them', async () => {
    const { code, output } = await runHere(['init', '?'], { folder: scratchFolder() })
    expect(code).toBe(0)
    expect(output.split('\n')).toEqual(expect.arrayContaining(['wso2', 'oidc-client-ts']))
  })

  it('writes without a name too, for the eyes of its owner', async () => {
    const { folder } = await written()
    expect(statSync(join(folder, 'fragrant.yaml')).mode & 0o777).toBe(0o600)
    expect(loadConfig({ flags: {}, environment: {}, folder }).warnings).toEqual([])
  })

  it.each(['fragrant.yml', 'fragrant.json'])(
    'writes nothing that is read before %s',
    async (name) => {
      const folder = scratchFolder()
      writeFileSync(join(folder, name), '{ "port": 9500 }')
      const { code, errors } = await runHere(['init'], { folder })
      expect([code, errors]).toEqual([1, expect.stringContaining(`there is a ${name}`)])
      expect(loadConfig({ flags: {}, environment: {}, folder }).config.port).toBe(9500)
    },
  )

  it('writes over no file', async () => {
    const folder = scratchFolder()
    const file = join(folder, 'fragrant.yaml')
    writeFileSync(file, 'port: 9500\n')
    const { code, errors } = await runHere(['init'], { folder })
    expect(code).toBe(1)
    expect(errors).toContain('there is one already')
    expect(readFileSync(file, 'utf8')).toBe('port: 9500\n')
  })

  it('names what there is', async () => {
    const { code, errors } = await runHere(['init', 'oidc-client-js'], {})
    expect(code).toBe(64)
    expect(errors).toContain('There is nothing named oidc-client-js. Did you mean oidc-client-ts?')
  })
})
