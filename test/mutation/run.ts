/**
 * Seeds one fault after the other into a copy of the sources and runs the tests that are to find it.
 * Fails when one is not found, and when one that is said to be equivalent is.
 *
 *     npm run test:mutation -- flows keys            only these campaigns
 *     npm run test:mutation -- flows --name 'grace'  only faults whose file or sentence holds this text
 *     npm run test:mutation -- flows --workers 1     one after the other
 *
 * @module
 */

import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Campaign, campaigns } from './campaigns.ts'
import type { SeededFault } from './seeded-fault.ts'

const root = join(import.meta.dirname, '../..')

/** A copy that a fault may be seeded into, with the packages of the original. */
async function createCopy({ parts }: Campaign): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'fragrant-mutation-'))
  for (const part of parts) await cp(join(root, part), join(copy, part), { recursive: true })
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'))
  return copy
}

/** What vitest says of tests that fail; undefined when they pass. Throws when there were no tests. */
function failureOf(copy: string, { tests, titles }: Campaign): Promise<string | undefined> {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const how = ['--bail=1', '--no-isolate', '--pool=threads', '--maxWorkers=1', '--reporter=dot']
  // Who fails once only has met a slow machine, and no fault.
  const patience = ['--retry=1', '--testTimeout=20000', '--hookTimeout=60000']
  const only = titles === '' ? [] : ['-t', titles]
  const args = [vitest, 'run', '--root', copy, ...how, ...patience, ...only, ...tests]
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      args,
      { cwd: copy, timeout: 300_000, killSignal: 'SIGKILL' },
      (error, out, told) => {
        if (error === null) return resolve(undefined)
        // What takes for ever is a failure; what does not even begin is none.
        if (error.killed === true || out.includes('Test Files')) return resolve(out + told)
        return reject(new Error(`No test was run.\n${told}`))
      },
    )
  })
}

/** Seeds a fault and answers how to mend it; undefined when the file does not hold its text once. */
async function seed(
  copy: string,
  { file, find, replace }: SeededFault,
): Promise<(() => Promise<void>) | undefined> {
  const path = join(copy, file)
  const sound = await readFile(path, 'utf8')
  if (sound.split(find).length !== 2) return undefined
  await writeFile(
    path,
    sound.replace(find, () => replace),
  )
  return () => writeFile(path, sound)
}

const lineOf = ({ file, what }: SeededFault): string => `${file}: ${what}`

interface Findings {
  readonly survivors: SeededFault[]
  readonly wronglyExcused: SeededFault[]
  /** Those whose text has changed since they were written. */
  readonly outdated: SeededFault[]
}

/** Where a fault belongs that was seeded; undefined when the tests did with it what they should. */
async function judge(
  copy: string,
  fault: SeededFault,
  campaign: Campaign,
): Promise<keyof Findings | undefined> {
  const mend = await seed(copy, fault)
  if (mend === undefined) return 'outdated'
  const survived = (await failureOf(copy, campaign)) === undefined
  await mend()
  const isExcused = fault.equivalent !== undefined
  process.stdout.write(survived && !isExcused ? `\nsurvived: ${lineOf(fault)}\n` : '.')
  if (survived === isExcused) return undefined
  return survived ? 'survivors' : 'wronglyExcused'
}

async function work(campaign: Campaign, queue: SeededFault[], findings: Findings): Promise<void> {
  const copy = await createCopy(campaign)
  try {
    const failure = await failureOf(copy, campaign)
    if (failure !== undefined) throw new Error(`The tests fail without any fault.\n${failure}`)
    for (let fault = queue.shift(); fault !== undefined; fault = queue.shift()) {
      const finding = await judge(copy, fault, campaign)
      if (finding !== undefined) findings[finding].push(fault)
    }
  } finally {
    await rm(copy, { recursive: true, force: true })
  }
}

const told = (title: string, faults: readonly SeededFault[]): void => {
  for (const fault of faults) process.stdout.write(`${title} ${lineOf(fault)}\n`)
}

async function runCampaign(campaign: Campaign, workers: number): Promise<boolean> {
  const { name, faults } = campaign
  const started = performance.now()
  const findings: Findings = { survivors: [], wronglyExcused: [], outdated: [] }
  const queue = [...faults]
  await Promise.all(Array.from({ length: workers }, () => work(campaign, queue, findings)))
  const excused = faults.filter(({ equivalent }) => equivalent !== undefined).length
  const seconds = Math.round((performance.now() - started) / 1000)
  process.stdout.write(`\n${name}: ${faults.length} faults, ${excused} equivalent, ${seconds} s\n`)
  told('not found:', findings.survivors)
  told('found though excused:', findings.wronglyExcused)
  told('not in the file once:', findings.outdated)
  return Object.values(findings).every((faults) => faults.length === 0)
}

const { values: options, positionals: wanted } = parseArgs({
  options: { name: { type: 'string', default: '' }, workers: { type: 'string' } },
  allowPositionals: true,
})
const workers = Number(options.workers) || Math.min(4, availableParallelism())

const asked = campaigns
  .filter(({ name }) => wanted.length === 0 || wanted.includes(name))
  .map((campaign) => ({
    ...campaign,
    faults: campaign.faults.filter((fault) => lineOf(fault).includes(options.name)),
  }))
  .filter(({ faults }) => faults.length > 0)
// A misspelt name would pass without a look at any fault.
if (asked.length === 0) throw new Error('No campaign has such a fault.')

const passed: boolean[] = []
for (const campaign of asked) passed.push(await runCampaign(campaign, workers))
process.exitCode = passed.every(Boolean) ? 0 : 1
