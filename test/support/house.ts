/**
 * The house as its files have it: floors, rooms, and who imports whom.
 *
 * @module
 */

import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, sep } from 'node:path'

const root = join(import.meta.dirname, '../..')

/** Every source file, as a path from the root of the project. */
export const sources: readonly string[] = readdirSync(join(root, 'src'), {
  recursive: true,
  encoding: 'utf8',
})
  .filter((file) => file.endsWith('.ts'))
  .map((file) => join('src', file))

export const textOf = (file: string): string => readFileSync(join(root, file), 'utf8')

/** A file that lies in no folder of `src` is of the roof, where all are introduced to each other. */
export function floorOf(file: string): string {
  const [, folder = ''] = file.split(sep)
  return folder.endsWith('.ts') ? 'roof' : folder
}

/** What stands before the first statement: comments and imports. Snippets shown to people do not. */
const head = /^(?:\s+|\/\*[\s\S]*?\*\/|\/\/[^\n]*|(?:import|export)\b[^'"`;=(]*?from\s*'[^']+')*/

/** What a file imports, as it names it. */
export function importsOf(file: string): readonly string[] {
  const text = textOf(file)
  const still = [...(head.exec(text)?.[0] ?? '').matchAll(/from\s*'([^']+)'/g)]
  const dynamic = [...text.matchAll(/\bimport\('([^']+)'\)/g)]
  return [...still, ...dynamic].map((match) => match[1] as string)
}

/** The source file that `specifier` names where `file` says it; undefined for a package. */
export const importedFile = (file: string, specifier: string): string | undefined =>
  specifier.startsWith('.') ? normalize(join(dirname(file), specifier)) : undefined

/** One file imports another. */
export type Import = readonly [file: string, imported: string]

export const imports: readonly Import[] = sources.flatMap((file) =>
  importsOf(file)
    .map((specifier) => importedFile(file, specifier))
    .filter((imported) => imported !== undefined)
    .map((imported): Import => [file, imported]),
)

/** Each room with those that it imports from. */
export type RoomGraph = ReadonlyMap<string, ReadonlySet<string>>

/**
 * The rooms of `folder`: its folders (`token/`), and the files that lie in it beside them (`time.ts`),
 * of which each is a room of its own.
 */
export function roomsOf(folder: string, among: readonly Import[]): RoomGraph {
  const rooms = new Map<string, Set<string>>()
  for (const [file, imported] of among) {
    const room = roomIn(folder, file)
    const other = roomIn(folder, imported)
    if (room === undefined || other === undefined || other === room) continue
    rooms.set(room, (rooms.get(room) ?? new Set()).add(other))
  }
  return rooms
}

/** The room of `folder` in which `file` lies, if it lies there. */
export function roomIn(folder: string, file: string): string | undefined {
  if (!file.startsWith(folder + sep)) return undefined
  const [first = '', ...rest] = file.slice(folder.length + 1).split(sep)
  return rest.length === 0 ? first : `${first}/`
}

/** The first way that leads from a room back to it, such as `token/ → authorize/ → token/`. */
export function wayBack(rooms: RoomGraph): string | undefined {
  const safe = new Set<string>()
  const walk = (room: string, way: readonly string[]): string | undefined => {
    if (way.includes(room)) return [...way.slice(way.indexOf(room)), room].join(' → ')
    if (safe.has(room)) return undefined
    for (const other of rooms.get(room) ?? []) {
      const back = walk(other, [...way, room])
      if (back !== undefined) return back
    }
    safe.add(room)
    return undefined
  }
  for (const room of rooms.keys()) {
    const back = walk(room, [])
    if (back !== undefined) return back
  }
  return undefined
}
