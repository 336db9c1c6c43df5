/**
 * What is wrong with the syntax of a YAML text, told by its cause: a parser tells where it could not
 * go on, which may be lines below. Its own messages quote the text, which may hold passwords.
 *
 * @module
 */

import { createRequire } from 'node:module'
import type { Document, Node, ParsedNode, YAMLError } from 'yaml'
import { firstContent, firstLetter, isOneLine, lineBelow, startsLine, tabIn } from './yaml-lines.ts'

export type Parsed = Document.Parsed<ParsedNode>

const require = createRequire(import.meta.url)

/** Loaded with the first file: a start without one takes a tenth less. */
export const yaml = (): typeof import('yaml') => require('yaml')

export interface Flaw {
  readonly offset: number
  readonly problem: string
  /** Whether it is one, whatever is wrong above it. */
  readonly isCertain: boolean
  /** Whether the parser may have misread what stands below it. */
  readonly misleads: boolean
}

/** Each is looked for in the whole text: a file that has more is beyond help. */
const mostErrors = 100

/** The flaws of `document` in the order of the text, at most one a line, without mere consequences. */
export function flawsOf(document: Parsed, text: string): readonly Flaw[] {
  const errors = [...document.errors, ...document.warnings].slice(0, mostErrors)
  const found = errors.map((error) => flawOf(error, { document, text }))
  const sorted = [...found, ...aliases(document)].toSorted((a, b) => a.offset - b.offset)
  const first = sorted.findIndex(({ misleads }) => misleads)
  return sorted
    .filter(({ isCertain }, index) => isCertain || first < 0 || index <= first)
    .filter(({ offset }, index, told) => {
      const before = told[index - 1]
      return before === undefined || !isOneLine(text, before.offset, offset)
    })
}

interface Source {
  readonly document: Parsed
  readonly text: string
}

function flawOf(error: YAMLError, source: Source): Flaw {
  return (
    tabFlaw(error, source) ??
    valueFlaw(error) ??
    openedFlaw(error, source) ??
    keyFlaw(error, source) ??
    placeFlaw(error, source.text)
  )
}

const kind =
  (isCertain: boolean, misleads: boolean) =>
  (offset: number, problem: string): Flaw => ({ offset, problem, isCertain, misleads })

const certain = kind(true, false)
const likely = kind(false, false)
const misleading = kind(false, true)

/** Tabs are at fault where indentation counts: JSON may have them. */
function tabFlaw({ code, pos: [offset] }: YAMLError, { document, text }: Source) {
  const { contents } = document
  const isJson = yaml().isCollection(contents) && contents.flow === true
  const counts = code === 'TAB_AS_INDENT' || (code === 'BAD_INDENT' && !isJson)
  const tab = counts ? tabIn(text, offset) : undefined
  return tab === undefined ? undefined : kind(true, true)(tab, 'is indented with a tab: use spaces')
}

/** What YAML gives another meaning than its writer. */
function valueFlaw({ code, pos: [offset] }: YAMLError): Flaw | undefined {
  switch (code) {
    case 'BAD_SCALAR_START':
      return certain(offset, 'must be in quotes: it starts with a character that YAML reserves')
    case 'TAG_RESOLVE_FAILED':
      return certain(offset, 'starts with !, which is a YAML tag: put the value in quotes')
    case 'MULTIPLE_DOCS':
      return certain(offset, 'starts a second document: keep one in the file')
    case 'DUPLICATE_KEY':
      return likely(offset, 'is a key that stands above already: keep one of the two')
    default:
      return undefined
  }
}

/** A quote or bracket that is not closed: what opens it may be far above the place of the error. */
function openedFlaw({ code, message, pos: [offset] }: YAMLError, source: Source): Flaw | undefined {
  if (code !== 'MISSING_CHAR' && code !== 'BAD_INDENT') return undefined
  if (isOpenQuote(message)) {
    const quote = lastBefore(offset, source, isQuoted)
    return misleading(quote ?? offset, 'lacks a quote at its end')
  }
  if (!/ end with a [\]}]/.test(message)) return undefined
  const quote = source.document.errors.find((one) => isOpenQuote(one.message))
  if (quote?.pos[0] === offset) return openedFlaw(quote, source)
  const bracket = lastBefore(offset, source, isUnclosed)
  if (bracket === undefined) return undefined
  const closing = source.text[bracket] === '[' ? ']' : '}'
  return misleading(
    bracket,
    `lacks its ${closing}: close it, or indent the lines that belong to it`,
  )
}

const isOpenQuote = (message: string): boolean => message.startsWith('Missing closing')

const isQuoted = (node: Node): boolean =>
  yaml().isScalar(node) && node.type?.startsWith('QUOTE') === true

const isUnclosed = (node: Node, text: string): boolean =>
  yaml().isCollection(node) &&
  node.flow === true &&
  !/[\]}]/.test(text[(node.range?.[1] ?? 0) - 1] ?? '')

/** Where the last node that `holds` begins before `offset`. */
function lastBefore(
  offset: number,
  { document, text }: Source,
  holds: (node: Node, text: string) => boolean,
): number | undefined {
  let last: number | undefined
  yaml().visit(document, {
    Node: (_, node) => {
      const start = node.range?.[0]
      if (start !== undefined && start < offset && holds(node, text)) last = start
    },
  })
  return last
}

/** A key that the parser takes to be more than one word and a colon. */
function keyFlaw({ code, pos: [offset] }: YAMLError, { document, text }: Source) {
  if (code !== 'BLOCK_AS_IMPLICIT_KEY' && code !== 'MULTILINE_IMPLICIT_KEY') return undefined
  const also = (other: string) =>
    document.errors.some((error) => error.code === other && error.pos[0] === offset)
  if (also('BLOCK_IN_FLOW')) return misleading(offset, 'lacks a comma after it')
  const start = firstLetter(text, offset)
  const line = text.slice(start, start + 1024)
  if (/^-[^\s-]/.test(line)) return likely(start, 'lacks a space after the dash')
  if (/^-\s/.test(line) && start >= offset) return badIndent(text, offset)
  if (!also('MULTILINE_IMPLICIT_KEY')) {
    return likely(offset, 'has a second colon: put the value in quotes')
  }
  if (also('BLOCK_AS_IMPLICIT_KEY')) {
    const below = lineBelow(text, offset) ?? offset
    return likely(below, 'is indented deeper than the line above it, which has a value')
  }
  return /^[\w$-]+:\S/.test(line)
    ? likely(offset, 'lacks a space after the colon')
    : likely(offset, 'lacks a colon after the key')
}

/** A line that is indented otherwise than its parser can make sense of; told at its first letter. */
const badIndent = (text: string, offset: number): Flaw =>
  likely(firstContent(text, offset), 'is not indented like the lines around it')

/** Something that may not stand where it does. */
function placeFlaw({ code, message, pos: [offset] }: YAMLError, text: string): Flaw {
  if (code === 'BAD_INDENT' || message.startsWith('Sequence item without')) {
    return badIndent(text, offset)
  }
  if (message.startsWith('Comments must')) return likely(offset, 'lacks a space before the #')
  if (/["']/.test(text[offset - 1] ?? '')) {
    return misleading(offset, 'follows a closing quote at once: check the quotes of this line')
  }
  if (code === 'MISSING_CHAR') return misleading(offset, 'lacks a comma or a colon before it')
  if (code === 'BLOCK_IN_FLOW' && text[offset] !== '-') {
    return misleading(offset, 'lacks a comma after it, or has a second colon: put it in quotes')
  }
  if (code === 'UNEXPECTED_TOKEN') return unexpected(message, text, offset)
  return misleading(offset, 'is not YAML: check quotes, colons and indentation')
}

function unexpected(message: string, text: string, offset: number): Flaw {
  if (/[\]}]/.test(text[offset] ?? '')) {
    return misleading(offset, 'closes a bracket that is not open')
  }
  if (startsLine(text, offset)) return { ...badIndent(text, offset), misleads: true }
  return message.endsWith(' at node end')
    ? misleading(offset, 'comes after the end of the value: put the whole value in quotes')
    : misleading(offset, 'is not YAML: check quotes, colons and indentation')
}

/** Aliases are refused: they can blow up a small file, and a password may start with `*`. */
function aliases(document: Parsed): readonly Flaw[] {
  const found: Flaw[] = []
  const problem = 'starts with *, which is a YAML alias: write the value out, or put it in quotes'
  yaml().visit(document, {
    Alias: (_, { range }) => void found.push(certain(range?.[0] ?? 0, problem)),
  })
  return found
}
