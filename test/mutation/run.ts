/**
 * Seeds one fault after the other into a copy of the protocol floor and runs its tests there. Fails
 * when one is not found, and when one that is said to be equivalent is.
 *
 * @module
 */

import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { type SeededFault, seededFaults } from './faults.ts'

const root = join(import.meta.dirname, '../..')

const parts = ['package.json', 'src/protocol', 'test/protocol', 'test/support', 'test/corpus']

/** A copy that a fault may be seeded into, with the packages of the original. */
async function createCopy(): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'fragrant-mutation-'))
  for (const part of parts) await cp(join(root, part), join(copy, part), { recursive: true })
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'))
  return copy
}

/** Where the tests of the floor are that the faults are seeded into. */
const floor = ['authorize', 'parameters', 'redirect-uri'].map((name) => `test/protocol/${name}`)

/** That every rule has a row, in its order, finds half of all faults without looking at any. */
const behaviour = '^(?!.*has a row above)'

function testsPass(copy: string): Promise<boolean> {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const options = ['--bail=1', '--no-isolate', '--pool=threads', '--maxWorkers=1', '--reporter=dot']
  const args = [vitest, 'run', '--root', copy, ...options, '-t', behaviour, ...floor]
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: copy, timeout: 120_000 }, (error) =>
      resolve(error === null),
    )
  })
}

async function seed(
  copy: string,
  { file, find, replace }: SeededFault,
): Promise<() => Promise<void>> {
  const path = join(copy, file)
  const sound = await readFile(path, 'utf8')
  if (sound.split(find).length !== 2) throw new Error(`${file} does not hold this once: ${find}`)
  await writeFile(
    path,
    sound.replace(find, () => replace),
  )
  return () => writeFile(path, sound)
}

interface Findings {
  readonly survivors: SeededFault[]
  readonly wronglyExcused: SeededFault[]
}

async function work(queue: SeededFault[], findings: Findings): Promise<void> {
  const copy = await createCopy()
  try {
    if (!(await testsPass(copy))) throw new Error('The tests fail without any fault.')
    for (let fault = queue.shift(); fault !== undefined; fault = queue.shift()) {
      const mend = await seed(copy, fault)
      const survived = await testsPass(copy)
      await mend()
      if (survived && fault.equivalent === undefined) findings.survivors.push(fault)
      if (!survived && fault.equivalent !== undefined) findings.wronglyExcused.push(fault)
      process.stdout.write(survived ? 's' : '.')
    }
  } finally {
    await rm(copy, { recursive: true, force: true })
  }
}

const told = (title: string, faults: readonly SeededFault[]): void => {
  for (const { file, what } of faults) process.stdout.write(`${title} ${file}: ${what}\n`)
}

const started = performance.now()
const findings: Findings = { survivors: [], wronglyExcused: [] }
const queue = [...seededFaults]
const workers = Math.min(4, availableParallelism())
await Promise.all(Array.from({ length: workers }, () => work(queue, findings)))
const excused = seededFaults.filter(({ equivalent }) => equivalent !== undefined).length
const seconds = Math.round((performance.now() - started) / 1000)
process.stdout.write(`\n${seededFaults.length} faults, ${excused} equivalent, ${seconds} s\n`)
told('not found:', findings.survivors)
told('found though excused:', findings.wronglyExcused)
process.exitCode = findings.survivors.length + findings.wronglyExcused.length > 0 ? 1 : 0
