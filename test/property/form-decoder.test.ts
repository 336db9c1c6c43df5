import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeForm, maxParameters } from '../../src/protocol/parameters.ts'
import { holdsFor } from '../support/property.ts'

const text = fc.string({ unit: 'grapheme', maxLength: 20 })

/** How one character may be written: as it is where that is allowed, or in one of two encodings. */
type Manner = 'plain' | 'upper' | 'lower'

const manners = fc.infiniteStream(fc.constantFrom<Manner>('plain', 'upper', 'lower'))

/** Writes bytes by RFC 6749 §B with nothing of the decoder's, or of the platform's, in it. */
function encode(value: string, manner: Iterator<Manner>): string {
  return [...Buffer.from(value, 'utf8')].map((byte) => write(byte, manner.next().value)).join('')
}

function write(byte: number, manner: Manner): string {
  const char = String.fromCharCode(byte)
  if (manner === 'plain' && byte === 0x20) return '+'
  if (manner === 'plain' && /[A-Za-z0-9\-._~!*'();:@,/?]/.test(char)) return char
  const hex = byte.toString(16).padStart(2, '0')
  return `%${manner === 'upper' ? hex.toUpperCase() : hex}`
}

const pieces = fc.constantFrom(
  '%',
  '%4',
  '%41',
  '%ff',
  '%C3%A4',
  '%c0%af',
  '%00',
  '+',
  '&',
  '=',
  'a',
  'ä',
  '\n',
  '\0',
  '#',
  ';',
)
const hostile = fc.oneof(
  fc.array(pieces, { maxLength: 80 }).map((all) => all.join('')),
  fc.string({ unit: 'binary' }),
)

describe('the form decoder', () => {
  it('gives back what an independent encoder was given', async () => {
    const pairs = fc.uniqueArray(
      fc.tuple(
        text,
        text.filter((value) => value !== ''),
      ),
      {
        selector: ([name]) => name,
        maxLength: 20,
      },
    )
    await holdsFor(
      fc.property(pairs, manners, (sent, manner) => {
        const wire = sent.map(([name, value]) => `${encode(name, manner)}=${encode(value, manner)}`)
        const decoded = decodeForm(wire.join('&'))
        if (decoded.kind === 'malformed') throw new Error(decoded.why)
        expect(new Map(decoded.values)).toEqual(new Map(sent))
        expect(decoded.repeated.size).toBe(0)
      }),
      3000,
    )
  })

  it('sets apart every name that was sent more than once', async () => {
    const names = fc.array(fc.constantFrom('a', 'b', 'c', '__proto__'), { maxLength: 12 })
    const values = fc.infiniteStream(fc.constantFrom('', 'x', 'y'))
    await holdsFor(
      fc.property(names, values, (sent, value) => {
        const decoded = decodeForm(sent.map((name) => `${name}=${value.next().value}`).join('&'))
        if (decoded.kind === 'malformed') throw new Error(decoded.why)
        const twice = sent.filter((name, at) => sent.indexOf(name) !== at)
        expect(decoded.repeated).toEqual(new Set(twice))
        expect(twice.filter((name) => decoded.values.has(name))).toEqual([])
      }),
    )
  })

  it('never throws, keeps its caps, and never holds an empty value or a value twice', async () => {
    await holdsFor(
      fc.property(hostile, (wire) => {
        const decoded = decodeForm(wire)
        if (decoded.kind === 'malformed') return decoded.why.length > 0
        const { values, repeated } = decoded
        const isSound = [...values].every(([name, value]) => value !== '' && !repeated.has(name))
        return isSound && values.size + repeated.size <= maxParameters
      }),
    )
  })
})
