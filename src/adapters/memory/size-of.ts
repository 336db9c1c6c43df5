/** Bytes of what V8 keeps beside the content, rounded up: a header, a reference, a slot of a table. */
const header = 24
const slot = 16

/** Text beyond Latin-1 takes two bytes a character; short text is not looked at. */
const wide = /[^\0-\xff]/
const lookedAt = 64

/**
 * About how many bytes of memory a record takes: plain data, with the maps and sets of our own
 * records. An estimate for budgets; what two records share is counted twice.
 */
export function sizeOf(value: unknown): number {
  if (typeof value === 'string') return textSize(value)
  return typeof value === 'object' && value !== null ? objectSize(value) : 0
}

function textSize(text: string): number {
  if (text.length <= lookedAt) return header + text.length
  return header + (wide.test(text) ? 2 : 1) * text.length
}

function objectSize(value: object): number {
  let size = header
  if (Array.isArray(value) || value instanceof Set) {
    for (const item of value) size += slot + sizeOf(item)
  } else if (value instanceof Map) {
    for (const [key, item] of value) size += 2 * slot + sizeOf(key) + sizeOf(item)
  } else {
    // Safe: any key may be asked for of a plain object, and only its own are there.
    const record = value as Readonly<Record<string, unknown>>
    for (const key in record) size += slot + key.length + sizeOf(record[key])
  }
  return size
}
