/**
 * A Dockerfile carried out without an engine: each stage in a folder that stands for its root, with
 * the Node of this machine in the place of the image's.
 *
 * @module
 */

import { execFile } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

interface Step {
  readonly instruction: string
  readonly rest: string
}

/** What an image is run by. */
export interface Rehearsed {
  /** The folder that stands for the root of the image. */
  readonly root: string
  readonly workdir: string
  readonly environment: Readonly<Record<string, string>>
  readonly command: readonly string[]
  readonly healthCheck: readonly string[]
  readonly user: string
  readonly exposed: string
  /** A path or a value of the image as it is here. */
  here(text: string): string
}

/** Who stands for `node`, the user of the image that is not root. */
export const nobody = process.getuid?.() === 0 ? 65_534 : undefined

export function parseDockerfile(text: string): readonly Step[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, instruction = '', rest = ''] = /^([A-Z]+) (.*)$/.exec(line) ?? []
      return { instruction, rest }
    })
}

/** The files that `.dockerignore` leaves in: it excludes everything, then takes some back. */
export function contextOf(repository: string, to: string): string {
  const lines = readFileSync(join(repository, '.dockerignore'), 'utf8').split('\n')
  const [all, ...back] = lines.filter((line) => line !== '' && !line.startsWith('#'))
  if (all !== '*' || !back.every((line) => line.startsWith('!'))) {
    throw new Error('.dockerignore is read as: everything but what is taken back.')
  }
  mkdirSync(to)
  for (const path of back.map((line) => line.slice(1))) {
    cpSync(join(repository, path), join(to, path), { recursive: true })
  }
  return to
}

/** Carries out every step, and says how the last stage is run. Throws at one that it does not know. */
export async function rehearse(
  steps: readonly Step[],
  at: { readonly context: string; readonly scratch: string },
): Promise<Rehearsed> {
  const stages = new Map<string, string>()
  let image = emptyImage(at.scratch, '0')
  for (const { instruction, rest } of steps) {
    if (instruction === 'FROM') {
      const [base = '', , name = String(stages.size)] = rest.split(' ')
      if (!/^node:\d+-slim$/.test(base)) throw new Error(`${base} is not a slim image of Node.`)
      image = emptyImage(at.scratch, name)
      stages.set(name, image.root)
    } else {
      image = await carryOut(instruction, rest, { image, stages, context: at.context })
    }
  }
  return image
}

function emptyImage(scratch: string, name: string): Rehearsed {
  const root = join(scratch, `stage-${name}`)
  mkdirSync(root, { recursive: true })
  chmodSync(root, 0o755)
  return {
    root,
    workdir: root,
    environment: {},
    command: [],
    healthCheck: [],
    user: 'root',
    exposed: '',
    here: (text) => text.replace(/(?<![\w./-])\/(app|build|data)\b/g, `${root}/$1`),
  }
}

interface Around {
  readonly image: Rehearsed
  readonly stages: ReadonlyMap<string, string>
  readonly context: string
}

async function carryOut(instruction: string, rest: string, around: Around): Promise<Rehearsed> {
  const { image } = around
  switch (instruction) {
    case 'WORKDIR': {
      const workdir = image.here(rest)
      mkdirSync(workdir, { recursive: true })
      return { ...image, workdir }
    }
    case 'COPY':
      copy(rest.split(' '), around)
      return image
    case 'RUN':
      await runIn(image, rest)
      return image
    case 'ENV': {
      const [, name = '', value = ''] = /^(\w+)=(.*)$/.exec(rest) ?? []
      return { ...image, environment: { ...image.environment, [name]: image.here(value) } }
    }
    case 'USER':
      return { ...image, user: rest }
    case 'EXPOSE':
      return { ...image, exposed: rest }
    case 'VOLUME':
      return image
    case 'HEALTHCHECK':
      return { ...image, healthCheck: wordsOf(image, rest.slice(rest.indexOf('CMD ') + 4)) }
    case 'CMD':
      return { ...image, command: wordsOf(image, rest) }
    default:
      throw new Error(`The rehearsal does not know ${instruction} ${rest}.`)
  }
}

function copy(words: readonly string[], { image, stages, context }: Around): void {
  const from = words[0]?.startsWith('--from=') ? words[0].slice(7) : undefined
  const paths = words.slice(from === undefined ? 0 : 1)
  const target = join(image.workdir, paths.at(-1) ?? '')
  const isInto = (paths.at(-1) ?? '').endsWith('/')
  for (const path of paths.slice(0, -1)) {
    const source = from === undefined ? join(context, path) : join(stages.get(from) ?? '', path)
    const isFolder = statSync(source).isDirectory()
    cpSync(source, isInto && !isFolder ? join(target, basename(path)) : target, { recursive: true })
  }
}

/** The user of the image has another name here. */
async function runIn(image: Rehearsed, command: string): Promise<void> {
  const owner = nobody === undefined ? '' : `${nobody}:${nobody}`
  const here = image
    .here(command)
    .replace(owner === '' ? / && chown node:node \S+/ : 'node:node', owner)
    .replace('npm cache clean --force', 'true')
  await run('/bin/sh', ['-ec', here], {
    cwd: image.workdir,
    env: { ...process.env, ...image.environment, npm_config_prefer_offline: 'true' },
    maxBuffer: 1 << 26,
  })
}

const wordsOf = (image: Rehearsed, json: string): readonly string[] =>
  (JSON.parse(json) as string[]).map((word) => image.here(word))
