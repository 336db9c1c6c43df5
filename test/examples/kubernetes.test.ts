import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { manifestPath, manifests } from '../deployment/manifest.ts'
import { isInstalled, run } from '../resource-servers/process.ts'

/** The versions of Kubernetes whose schemas the manifests are held against, the oldest first. */
const versions = ['1.27', '1.31', '1.34']

const missing = ['python3'].filter((command) => !isInstalled(command))
const title = missing.length === 0 ? '' : ` (needs ${missing.join(' and ')})`

describe.skipIf(missing.length > 0 && process.env['CI'] !== 'true')(
  `docs/examples/kubernetes${title}`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'fragrant-kubernetes-'))
    afterAll(() => rmSync(folder, { recursive: true, force: true }))

    beforeAll(async () => {
      await run(folder, 'python3', '-m', 'venv', 'venv')
      await run(folder, 'venv/bin/pip', 'install', '--quiet', 'kubernetes-validate==1.*')
    })

    const validated = (version: string, path: string) =>
      run(folder, 'venv/bin/kubernetes-validate', '--strict', '-k', version, path)

    it.each(versions)('is what the API of Kubernetes %s takes, to the member', async (version) => {
      const told = await validated(version, resolve(manifestPath))
      expect(told.match(/passed/g)).toHaveLength(manifests.length)
    })

    it('would not be, with a member that no version knows', async () => {
      const wrong = join(folder, 'wrong.yaml')
      const [deployment] = manifests.filter(({ kind }) => kind === 'Deployment')
      writeFileSync(
        wrong,
        JSON.stringify({ ...deployment, spec: { ...deployment?.spec, replica: 2 } }),
      )
      await expect(validated(versions.at(-1) ?? '', wrong)).rejects.toThrow(/replica/)
    })
  },
)
