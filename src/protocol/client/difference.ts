/**
 * How an address that was sent differs from one that is registered, for the developer who looks.
 *
 * @module
 */

import { redirectUriLimit } from './redirect-uri.ts'

/** A registered address in three parts; `differs` is where it parts from what was sent. */
export interface Difference {
  readonly same: string
  readonly differs: string
  readonly rest: string
  /** A short sentence such as `The port differs.` */
  readonly remark: string
}

export function differenceOf(sent: string, registered: string): Difference {
  const head = commonStart(sent, registered)
  const tail = commonStart(reversed(sent.slice(head)), reversed(registered.slice(head)))
  const end = registered.length - tail
  return {
    same: registered.slice(0, head),
    differs: registered.slice(head, end),
    rest: registered.slice(end),
    remark: remarkOn(sent, registered),
  }
}

/** How many characters of the longer of two addresses are not at the start or the end of both. */
export function differingLength(a: string, b: string): number {
  const head = commonStart(a, b)
  const limit = Math.min(a.length, b.length) - head
  let tail = 0
  while (tail < limit && a.at(-1 - tail) === b.at(-1 - tail)) tail += 1
  return Math.max(a.length, b.length) - head - tail
}

const reversed = (text: string): string => [...text].reverse().join('')

function commonStart(a: string, b: string): number {
  const limit = Math.min(a.length, b.length)
  for (let i = 0; i < limit; i += 1) {
    if (a[i] !== b[i]) return i
  }
  return limit
}

type Look = readonly [remark: string, differs: (sent: string, registered: string) => boolean]

/** Differences of the text as a whole, the likeliest slips first. */
const slips: readonly Look[] = [
  ['The request adds a slash at the end.', (sent, registered) => sent === `${registered}/`],
  ['The request lacks the slash at the end.', (sent, registered) => `${sent}/` === registered],
  [
    'Only the case of letters differs.',
    (sent, registered) => sent.toLowerCase() === registered.toLowerCase(),
  ],
  ['The request adds a fragment.', (sent, registered) => sent.startsWith(`${registered}#`)],
  ['There is white space around it.', (sent, registered) => sent.trim() === registered],
]

type Part = 'protocol' | 'hostname' | 'port' | 'pathname' | 'search'

const parts: readonly (readonly [Part, string])[] = [
  ['protocol', 'scheme'],
  ['hostname', 'host'],
  ['port', 'port'],
  ['pathname', 'path'],
  ['search', 'query'],
]

function remarkOn(sent: string, registered: string): string {
  const slip = slips.find(([, differs]) => differs(sent, registered))
  if (slip !== undefined) return slip[0]
  // A parser takes long over a long name of foreign letters, and no developer sends one.
  if (Math.max(sent.length, registered.length) > redirectUriLimit) {
    return 'It is too long for an address.'
  }
  // either may be what the request sent: the page compares them both ways
  if (!URL.canParse(sent) || !URL.canParse(registered)) {
    return 'The request sends no URL that can be read.'
  }
  const [a, b] = [new URL(sent), new URL(registered)]
  const differing = parts.filter(([part]) => a[part] !== b[part]).map(([, name]) => name)
  if (differing.length === 0) return 'It is written differently.'
  return differing.length === 1
    ? `The ${differing[0]} differs.`
    : `These differ: ${differing.join(', ')}.`
}
