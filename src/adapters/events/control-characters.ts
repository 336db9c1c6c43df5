/**
 * Characters that a terminal obeys or hides, in lines of JSON.
 *
 * @module
 */

/** DEL, the C1 controls, line separators and the marks that turn the direction of text. */
const unescaped = /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

/** Escapes what JSON leaves as it is. Such characters stand inside strings only. */
export function escapeControls(json: string): string {
  return json.replace(unescaped, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
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
