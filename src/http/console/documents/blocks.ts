/**
 * The blocks of Markdown, as far as the documentation of this package uses it.
 *
 * @module
 */

import type { Block } from '../../pages/models/document.ts'
import { inlinesOf, type Resolve } from './inlines.ts'

/** A block that begins with the first of `lines`, and how many of them it takes. */
interface Taken {
  readonly block: Block | undefined
  readonly count: number
}

type Take = (lines: readonly string[], resolve: Resolve) => Taken | undefined

export function blocksOf(markdown: string, resolve: Resolve): readonly Block[] {
  const lines = markdown.split(/\r?\n/)
  const blocks: Block[] = []
  for (let at = 0; at < lines.length; ) {
    const rest = lines.slice(at)
    const { block, count } = first(rest, resolve)
    if (block !== undefined) blocks.push(block)
    at += count
  }
  return blocks
}

function first(lines: readonly string[], resolve: Resolve): Taken {
  for (const take of [blank, comment, fenced, heading, table, list]) {
    const taken = take(lines, resolve)
    if (taken !== undefined) return taken
  }
  return paragraph(lines, resolve)
}

const blank: Take = ([line = '']) =>
  line.trim() === '' ? { block: undefined, count: 1 } : undefined

const comment: Take = (lines) => {
  if (!lines[0]?.startsWith('<!--')) return undefined
  return { block: undefined, count: lines.findIndex((line) => line.includes('-->')) + 1 || 1 }
}

const fenced: Take = ([line = '', ...rest]) => {
  if (!line.startsWith('```')) return undefined
  const end = rest.findIndex((one) => one.startsWith('```'))
  const inside = end === -1 ? rest : rest.slice(0, end)
  return { block: { kind: 'preformatted', text: inside.join('\n') }, count: inside.length + 2 }
}

const heading: Take = ([line = ''], resolve) => {
  const [, marks, text = ''] = /^(#{1,6}) (.*)$/.exec(line) ?? []
  if (marks === undefined) return undefined
  const words = inlinesOf(text, resolve)
  return { block: { kind: 'heading', level: marks.length, id: slugOf(text), words }, count: 1 }
}

/** As others make the addresses of headings: what is no letter goes, and blanks are hyphens. */
const slugOf = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-')

const table: Take = (lines, resolve) => {
  if (!lines[0]?.startsWith('|')) return undefined
  const own = whileHolds(lines, (line) => line.startsWith('|'))
  const [head = [], _, ...rows] = own.map((line) => cellsOf(line, resolve))
  return { block: { kind: 'table', head, rows }, count: own.length }
}

const cellsOf = (line: string, resolve: Resolve) =>
  line
    .replace(/^\||\|\s*$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => inlinesOf(cell.replaceAll('\\|', '|').trim(), resolve))

const item = /^(?:[-*]|\d+\.) (.*)$/

const list: Take = (lines, resolve) => {
  if (!item.test(lines[0] ?? '')) return undefined
  // an item goes on in lines that are indented
  const own = whileHolds(lines, (line) => item.test(line) || /^\s+\S/.test(line))
  const items: string[] = []
  for (const line of own) {
    const [, text] = item.exec(line) ?? []
    if (text === undefined) items.push(`${items.pop()} ${line.trim()}`)
    else items.push(text)
  }
  const isOrdered = /^\d/.test(lines[0] ?? '')
  const words = items.map((text) => inlinesOf(text, resolve))
  return { block: { kind: 'list', isOrdered, items: words }, count: own.length }
}

function paragraph(lines: readonly string[], resolve: Resolve): Taken {
  const isPlain = (line: string) => line.trim() !== '' && !/^(?:```|#{1,6} |\||<!--)/.test(line)
  const own = [
    lines[0] ?? '',
    ...whileHolds(lines.slice(1), (line) => isPlain(line) && !item.test(line)),
  ]
  const words = inlinesOf(own.map((line) => line.replace(/^> /, '').trim()).join(' '), resolve)
  return { block: { kind: 'paragraph', words }, count: own.length }
}

function whileHolds(lines: readonly string[], holds: (line: string) => boolean) {
  const end = lines.findIndex((line) => !holds(line))
  return end === -1 ? lines : lines.slice(0, end)
}
