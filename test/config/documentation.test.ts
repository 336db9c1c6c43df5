import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { configurationFiles } from '../../docs/generate/configuration.ts'
import { loadConfig } from '../../src/config/load.ts'
import { schema } from '../../src/config/schema/schema.ts'
import { variables } from '../../src/config/source/settings.ts'
import { folderWith, loadYaml } from './folder.ts'

describe.each(Object.entries(configurationFiles()))('%s', (path, generated) => {
  it('is as the schema says: else run npx tsx docs/generate/configuration.ts', () => {
    expect(readFileSync(path, 'utf8')).toBe(generated)
  })
})

describe('.env.example', () => {
  const example = parseEnv(readFileSync('.env.example', 'utf8'))

  it('names every variable', () => {
    expect(Object.keys(example).toSorted()).toEqual(
      ['FRAGRANT_CONFIG', ...variables.map(({ name }) => name)].toSorted(),
    )
  })

  it('says the defaults: with it everything is as without it', () => {
    const folder = folderWith()
    const meaning = (environment: Record<string, string | undefined>) => {
      const { config, ...loaded } = loadConfig({ environment, folder })
      return { ...loaded, config: { ...config, written: undefined } }
    }
    expect(meaning(example)).toEqual(meaning({}))
  })
})

describe('The schema', () => {
  it('has a title and a description for every key', () => {
    const without = Object.entries(schema.shape).flatMap(([key, member]) => {
      const { title, description } = (member as z.ZodType).meta() ?? {}
      return title && description ? [] : [key]
    })
    expect(without).toEqual([])
  })

  it('has a variable for every key', () => {
    const keys = Object.keys(schema.shape).filter((key) => key !== '$schema')
    expect(new Set(variables.map(({ path }) => path[0]))).toEqual(new Set(keys))
  })
})

it('The example of docs/configuration.md can be used as it stands', () => {
  const [, yaml = ''] =
    /```yaml\n([\s\S]*?)```/.exec(readFileSync('docs/configuration.md', 'utf8')) ?? []
  expect(loadYaml(yaml).config.realms.map(({ id }) => id)).toEqual(['default', 'second'])
})
