/**
 * Reads a YAML or JSON file and remembers where everything stands in it.
 *
 * @module
 */

import { createRequire } from 'node:module'
import type { Document, Node, ParsedNode } from 'yaml'
import type { Path } from '../judge/fault.ts'

export interface YamlFault {
  /** Such as `12:5`: line and column, counted from 1. */
  readonly spot: string
  readonly problem: string
}

export interface YamlDocument {
  readonly value: unknown
  /** Where the value at `path` stands, or its key; undefined when there is none. */
  spotOf(path: Path, isAboutKey: boolean): string | undefined
}

type Parsed = Document.Parsed<ParsedNode>

const require = createRequire(import.meta.url)

/** Loaded with the first file: a start without one takes a tenth less. */
const yaml = (): typeof import('yaml') => require('yaml')

/** Reads `text`, or tells what is wrong with it. Nothing of the text is in what is told. */
export function readYaml(text: string): YamlDocument | readonly YamlFault[] {
  const { LineCounter, parseDocument } = yaml()
  const lines = new LineCounter()
  const document: Parsed = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    // 'silent' would also keep quiet about a second document.
    logLevel: 'error',
    schema: 'core',
  })
  const spot = (offset: number): string => {
    const { line, col } = lines.linePos(offset)
    return `${line}:${col}`
  }
  const faults = [...syntaxFaults(document), ...aliases(document)].map(({ offset, problem }) => ({
    spot: spot(offset),
    problem,
  }))
  if (faults.length > 0) return faults
  return {
    value: document.toJS() as unknown,
    spotOf: (path, isAboutKey) => {
      const offset = offsetOf(document.contents, path, isAboutKey)
      return offset === undefined ? undefined : spot(offset)
    },
  }
}

interface Flaw {
  readonly offset: number
  readonly problem: string
}

/** The parser's own messages quote the file, which may hold passwords. */
const flaws: Readonly<Record<string, string>> = {
  BAD_INDENT: 'is not indented like the lines around it',
  BAD_SCALAR_START: 'must be in quotes: it starts with a character that YAML reserves',
  BLOCK_AS_IMPLICIT_KEY: 'has a second colon: put the value in quotes',
  DUPLICATE_KEY: 'is a key that stands above already: keep one of the two',
  MISSING_CHAR: 'lacks a quote, bracket, comma or colon',
  MULTILINE_IMPLICIT_KEY: 'lacks a colon after the key',
  MULTIPLE_DOCS: 'starts a second document: keep one in the file',
  TAB_AS_INDENT: 'is indented with a tab: use spaces',
  TAG_RESOLVE_FAILED: 'starts with !, which is a YAML tag: put the value in quotes',
}

function syntaxFaults({ errors, warnings }: Parsed): readonly Flaw[] {
  return [...errors, ...warnings].map(({ code, pos }) => ({
    offset: pos[0],
    problem: flaws[code] ?? 'is not YAML: check quotes, colons and indentation',
  }))
}

/** Aliases are refused: they can blow up a small file, and a password may start with `*`. */
function aliases(document: Parsed): readonly Flaw[] {
  const found: Flaw[] = []
  yaml().visit(document, {
    Alias: (_, { range }) => {
      found.push({
        offset: range?.[0] ?? 0,
        problem: 'starts with *, which is a YAML alias: write the value out, or put it in quotes',
      })
    },
  })
  return found
}

function offsetOf(root: Node | null, path: Path, isAboutKey: boolean): number | undefined {
  const { isMap, isScalar, isSeq } = yaml()
  let node: unknown = root
  let key: unknown
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === step)
      if (pair === undefined) return undefined
      key = pair.key
      node = pair.value
    } else if (isSeq(node)) {
      key = node
      node = node.items[Number(step)]
    } else {
      return undefined
    }
  }
  return startOf(isAboutKey ? key : node) ?? startOf(key)
}

const startOf = (node: unknown): number | undefined =>
  yaml().isNode(node) ? node.range?.[0] : undefined
