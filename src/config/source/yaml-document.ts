/**
 * Reads a YAML or JSON file and remembers where everything stands in it.
 *
 * @module
 */

import type { Node } from 'yaml'
import type { Path } from '../fault.ts'
import { flawsOf, type Parsed, yaml } from './yaml-flaws.ts'

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
  const faults = flawsOf(document, text).map(({ offset, problem }) => ({
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
