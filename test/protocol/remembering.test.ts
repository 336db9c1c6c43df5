import { describe, expect, it } from 'vitest'
import { remembering } from '../../src/protocol/remembering.ts'

/** A function of a text that counts how often it is asked. */
function counted() {
  const asked: string[] = []
  const upper = remembering((text) => {
    asked.push(text)
    return text.toUpperCase()
  })
  return { asked, upper }
}

describe('what remembers', () => {
  it('works out each text once, and each by itself', () => {
    const { asked, upper } = counted()
    expect(['a', 'b', 'a', '', ''].map(upper)).toEqual(['A', 'B', 'A', '', ''])
    expect(asked).toEqual(['a', 'b', ''])
  })

  it('keeps no long text, and no more than a thousand', () => {
    const { asked, upper } = counted()
    const long = 'x'.repeat(257)
    expect([long, long].map(upper)).toEqual(Array(2).fill('X'.repeat(257)))
    expect(asked).toEqual([long, long])

    upper('first')
    for (let other = 0; other < 1000; other += 1) upper(`other ${other}`)
    asked.length = 0
    expect(upper('first')).toBe('FIRST')
    expect(asked).toEqual(['first'])
  })
})
