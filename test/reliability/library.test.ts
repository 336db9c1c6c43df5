import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createFragrant } from '../../src/index.ts'
import { scratchFolder } from '../support/scratch-folder.ts'

it('A start that failed leaves the data folder free for the next one', async () => {
  const folder = scratchFolder()
  const keys = join(folder, 'data', 'keys.json')
  mkdirSync(join(folder, 'data'))
  writeFileSync(keys, '{"keys":[{"kty"')
  const options = { port: 0, signing_alg: 'ES256', data_dir: join(folder, 'data') } as const
  await expect(createFragrant(options)).rejects.toThrow('does not hold the signing keys')
  rmSync(keys)
  const fragrant = await createFragrant(options)
  await fragrant.listen()
  await fragrant.close()
})
