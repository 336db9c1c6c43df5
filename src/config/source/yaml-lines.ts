/** Where something stands among the lines of a text, by offsets. @module */

const lineStart = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1

const indentAt = (text: string, start: number): string =>
  /^[ \t]*/.exec(text.slice(start, start + 1024))?.[0] ?? ''

/** The first letter of the line that `offset` lies in. */
export function firstLetter(text: string, offset: number): number {
  const start = lineStart(text, offset)
  return start + indentAt(text, start).length
}

/** Likewise, of that line or of the first below it that holds more than a comment. */
export function firstContent(text: string, offset: number): number {
  const start = lineStart(text, offset)
  const empty = /^(?:[ \t]*(?:#.*)?\n)*/.exec(text.slice(start))?.[0] ?? ''
  return firstLetter(text, start + empty.length)
}

/** The first letter of the next line that has one; undefined when there is none. */
export function lineBelow(text: string, offset: number): number | undefined {
  const rest = text.slice(offset)
  const found = /\n[ \t]*(?=[^\s])/.exec(rest)
  return found === null ? undefined : offset + found.index + found[0].length
}

/** The tab that the line of `offset` is indented with. */
export function tabIn(text: string, offset: number): number | undefined {
  const start = lineStart(text, offset)
  const tab = indentAt(text, start).indexOf('\t')
  return tab < 0 ? undefined : start + tab
}

export const startsLine = (text: string, offset: number): boolean =>
  firstLetter(text, offset) === offset

export const isOneLine = (text: string, from: number, to: number): boolean =>
  !text.slice(from, to).includes('\n')
