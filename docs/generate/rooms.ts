/**
 * Writes into docs/architecture.md which rooms of a floor import which others, between two marks.
 *
 * @module
 */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { imports, type RoomGraph, roomIn, roomsOf, sources } from '../../test/support/house.ts'

const begin = '<!-- rooms: written by npm run docs -->'
const end = '<!-- end of the rooms -->'

/** Those that are divided into rooms, from the ground up. */
const floors = [
  'protocol',
  'flows',
  'adapters',
  'http',
  'config',
  'control',
  'testing',
  'cli',
  'opening',
]

/** The page with its table as it should be, by its path from the root of the package. */
export function roomsFiles(): Readonly<Record<string, string>> {
  const path = 'docs/architecture.md'
  const page = readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
  const [before, rest] = page.split(begin)
  const after = rest?.split(end)[1]
  if (before === undefined || after === undefined) throw new Error(`${path} has lost its marks`)
  const table = ['| floor | room | imports from |', '|---|---|---|', ...floors.flatMap(rowsOf)]
  return { [path]: `${before}${begin}\n\n${table.join('\n')}\n\n${end}${after}` }
}

/** The rooms of a floor, each after those that it imports from. */
function rowsOf(floor: string): readonly string[] {
  const folder = join('src', floor)
  const graph = roomsOf(folder, imports)
  const rooms = sources.map((file) => roomIn(folder, file) ?? '').filter(isFolder)
  return fromTheGround([...new Set(rooms)].sort(), graph)
    .filter(isFolder)
    .map((room) => `| ${floor} | ${code(room)} | ${othersOf(graph, room)} |`)
}

function othersOf(graph: RoomGraph, room: string): string {
  const others = [...(graph.get(room) ?? [])].filter(isFolder).sort()
  return others.length === 0 ? '–' : others.map(code).join(' ')
}

const isFolder = (room: string): boolean => room.endsWith('/')

const code = (room: string): string => `\`${room.replace(/\/$/, '')}\``

/** `rooms`, and what they import from, in an order in which each comes after what it imports from. */
function fromTheGround(rooms: readonly string[], graph: RoomGraph): readonly string[] {
  const placed = new Set<string>()
  const place = (room: string): void => {
    if (placed.has(room)) return
    for (const other of [...(graph.get(room) ?? [])].sort()) place(other)
    placed.add(room)
  }
  for (const room of rooms) place(room)
  return [...placed]
}
