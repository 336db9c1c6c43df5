import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadConfig } from '../../src/config/load.ts'
import { faultsOf, folderWith } from './folder.ts'

const load = (folder: string, config?: string) =>
  loadConfig({ flags: config === undefined ? {} : { config }, environment: {}, folder })

const faultOf = (folder: string, config?: string) => faultsOf(() => load(folder, config))[0]

describe('The configuration file', () => {
  it.each(['fragrant.yaml', 'fragrant.yml', 'fragrant.json'])(
    'is picked up from the working directory as %s',
    (name) => {
      const loaded = load(folderWith({ [name]: '{ "port": 9555 }' }))
      expect(loaded).toMatchObject({ file: name, config: { port: 9555 } })
    },
  )

  it('is the first of several, and the others are warned of', () => {
    const folder = folderWith({ 'fragrant.yaml': 'port: 1', 'fragrant.json': '{ "port": 2 }' })
    const { config, warnings } = load(folder)
    expect(config.port).toBe(1)
    expect(warnings).toContain('fragrant.json is not read, because fragrant.yaml is.')
  })

  it('is named by --config, relative to the working directory', () => {
    const folder = folderWith({ 'other.yaml': 'port: 3', 'fragrant.yaml': 'port: 1' })
    expect(load(folder, 'other.yaml')).toMatchObject({ file: 'other.yaml', config: { port: 3 } })
  })

  it('is named by FRAGRANT_CONFIG', () => {
    const folder = folderWith({ 'other.yaml': 'port: 3' })
    const environment = { FRAGRANT_CONFIG: 'other.yaml' }
    expect(loadConfig({ environment, folder }).config.port).toBe(3)
  })

  it('may be absent when nobody named it', () => {
    expect(load(folderWith())).toMatchObject({ file: undefined, warnings: [] })
  })

  it('is missed, by the flag or the variable, when it was named', () => {
    expect(faultOf(folderWith(), 'no.yaml')).toEqual({
      path: '',
      place: '--config',
      problem: 'The file no.yaml does not exist.',
    })
    const environment = { FRAGRANT_CONFIG: 'no.yaml' }
    const [fault] = faultsOf(() => loadConfig({ environment, folder: folderWith() }))
    expect(fault).toMatchObject({ place: 'FRAGRANT_CONFIG' })
  })

  it.skipIf(process.getuid?.() === 0)('says that it may not be read', () => {
    const folder = folderWith({ 'fragrant.yaml': 'port: 1' })
    chmodSync(join(folder, 'fragrant.yaml'), 0)
    expect(faultOf(folder)?.problem).toContain('may not be read')
  })

  it('is not a folder', () => {
    const folder = folderWith()
    mkdirSync(join(folder, 'fragrant.yaml'))
    expect(faultOf(folder)?.problem).toContain('is a folder')
  })

  it('is not a device that never ends', () => {
    expect(faultOf(folderWith(), '/dev/zero')?.problem).toContain('must be a regular file')
  })

  it('is not a symbolic link that leads to itself', () => {
    const folder = folderWith()
    symlinkSync('fragrant.yaml', join(folder, 'fragrant.yaml'))
    expect(faultOf(folder)?.problem).toContain('leads to itself')
  })

  it('is not a symbolic link that leads nowhere', () => {
    const folder = folderWith()
    symlinkSync('gone.yaml', join(folder, 'fragrant.yaml'))
    expect(faultOf(folder)?.problem).toContain('does not exist')
  })

  it('may be reached through a symbolic link', () => {
    const folder = folderWith({ 'real.yaml': 'port: 4' })
    symlinkSync('real.yaml', join(folder, 'fragrant.yaml'))
    expect(load(folder).config.port).toBe(4)
  })

  it.each(['', '\n', '# nothing\n', '---\n', 'null\n', '\u{feff}'])(
    'may say nothing (%j), which is warned of',
    (text) => {
      const { config, warnings } = load(folderWith({ 'fragrant.yaml': text }))
      expect(warnings).toEqual(['fragrant.yaml is empty: nothing is configured by it.'])
      expect(config.port).toBe(9400)
    },
  )

  it('may start with a byte order mark and end its lines by CR LF', () => {
    const folder = folderWith({
      'fragrant.yaml': '\u{feff}port: 5\r\nmode: strict\r\nhost: a b\r\n',
    })
    expect(faultOf(folder)).toMatchObject({ path: 'host', place: 'fragrant.yaml:3:7' })
  })

  it('may be JSON that is indented with tabs', () => {
    const folder = folderWith({ 'fragrant.json': '{\n\t"port": 6,\n\t"hots": "x"\n}\n' })
    expect(faultOf(folder)).toMatchObject({ path: 'hots', place: 'fragrant.json:3:2' })
  })

  it('may name its JSON Schema, for editors', () => {
    const folder = folderWith({
      'fragrant.json': '{ "$schema": "./fragrant.schema.json", "port": 7 }',
    })
    expect(load(folder).config.port).toBe(7)
  })

  it('is UTF-8', () => {
    const folder = folderWith({ 'fragrant.yaml': Buffer.from('\u{feff}port: 1', 'utf16le') })
    expect(faultOf(folder)?.problem).toContain('must be UTF-8')
  })

  it('has at most 1 MB', () => {
    const folder = folderWith({ 'fragrant.yaml': `# ${'x'.repeat(1_048_576)}` })
    expect(faultOf(folder)?.problem).toContain('at most 1 MB')
  })

  it('is read afresh each time', () => {
    const folder = folderWith({ 'fragrant.yaml': 'port: 1' })
    expect(load(folder).config.port).toBe(1)
    writeFileSync(join(folder, 'fragrant.yaml'), 'port: 2')
    expect(load(folder).config.port).toBe(2)
  })
})
