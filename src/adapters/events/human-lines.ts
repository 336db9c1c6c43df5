/**
 * Log lines for a person at a terminal: one sentence an event, and below it what may be pasted.
 *
 * @module
 */

import type { FragrantEvent } from '../../ports/events.ts'
import { keepEscaped } from './control-characters.ts'
import { type Sentence, sentences } from './sentences.ts'

/** A line of JSON that the logger has written. */
interface Line {
  /** As pino counts: 30 is info, 40 warn, 50 error. */
  readonly level: number
  /** ISO 8601. */
  readonly time: string
  readonly event?: string
  readonly realm?: string
  readonly msg?: string
  readonly err?: { readonly stack?: string }
  readonly [member: string]: unknown
}

/** @param coloured whether the terminal shows colours. */
export function createHumanLines(coloured: boolean): (json: string) => string {
  const paint = coloured ? withColour : withoutColour
  return (json) => {
    // Safe: the logger of ours makes each line.
    const line = JSON.parse(keepEscaped(json)) as Line
    const { text, block } = sentenceOf(line)
    const realm = line.realm === undefined || line.realm === 'default' ? '' : `[${line.realm}] `
    const head = `${paint('dim', clockTime(line.time))} ${markOf(line, paint)}${oneLine(realm + text)}`
    return [head, block, indented(line.err?.stack)]
      .filter((part) => part !== undefined)
      .map((part) => `${part.trimEnd()}\n`)
      .join('')
  }
}

function sentenceOf(line: Line): Sentence {
  const { event } = line
  if (event === undefined || !Object.hasOwn(sentences, event)) return plainSentence(line)
  // Safe: a line that is named as an event was made of one (log-events.ts).
  const kind = event as FragrantEvent['kind']
  return sentences[kind]({ ...line, kind } as never)
}

/** A line that is no event: its message, with what else it holds. */
function plainSentence({ level, time, realm, err, event, msg, ...members }: Line): Sentence {
  const values = Object.entries(members)
  const short = values.filter(([, value]) => typeof value !== 'object')
  const lists = values.flatMap(([, value]) => (Array.isArray(value) ? value : []))
  const told = [event, msg].filter((part) => part !== undefined).join(': ')
  return {
    text: [told, ...short.map(([name, value]) => `${name}=${value}`)].join(' '),
    block: lists.length === 0 ? undefined : indented(lists.join('\n')),
  }
}

/** What came from outside must not begin a line of its own. */
const oneLine = (text: string): string => text.replace(/\s/g, ' ')

const indented = (text: string | undefined): string | undefined => text?.replace(/^/gm, '  ')

function clockTime(time: string): string {
  const at = new Date(time)
  return [at.getHours(), at.getMinutes(), at.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':')
}

type Paint = (colour: keyof typeof colours, text: string) => string

/** What is refused or failed has a mark of its own. */
function markOf({ level }: Line, paint: Paint): string {
  if (level >= 50) return `${paint('red', '✗')} `
  return level >= 40 ? `${paint('yellow', '✗')} ` : ''
}

const colours = { dim: 2, red: 31, yellow: 33 } as const

const withColour: Paint = (colour, text) => `\u001b[${colours[colour]}m${text}\u001b[0m`
const withoutColour: Paint = (_, text) => text
