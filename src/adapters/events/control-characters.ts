/**
 * Characters that a terminal obeys or hides, in lines of JSON.
 *
 * @module
 */

import { replaceHidden } from '../../protocol/hidden-characters.ts'

/** Escapes what JSON leaves as it is. Such characters stand inside strings only. */
export const escapeControls = (json: string): string => replaceHidden(json, escapeUnits)

/** JSON escapes units of UTF-16, of which a character has one or two. */
function escapeUnits(char: string): string {
  const first = `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
  return char.length === 1 ? first : first + escapeUnits(char.slice(1))
}

const escapes = /\\(?:u[0-9a-f]{4}|[^u])/gi

/** The line breaks of a stack trace may stay. */
const harmless = new Set(['\\n', '\\t', '\\"', '\\/', '\\\\'])

/** Keeps control characters escaped for a reader that decodes the JSON and prints its strings. */
export function keepEscaped(json: string): string {
  return escapeControls(json).replace(escapes, (found) =>
    harmless.has(found) ? found : `\\${found}`,
  )
}
