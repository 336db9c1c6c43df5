import { describe, expect, it } from 'vitest'
import { registeredResponseTypes } from '../../../src/protocol/register/response-types.ts'
import { responseTypes } from '../../../src/protocol/response/response-type.ts'

const problemOf = (written: unknown): string | undefined =>
  registeredResponseTypes.safeParse([written]).error?.issues[0]?.message

describe('A client registers response types', () => {
  it.each([...responseTypes, 'token id_token'])('such as %s', (type) => {
    expect(problemOf(type)).toBeUndefined()
  })

  it('but not none at all', () => {
    const read = registeredResponseTypes.safeParse([])
    expect(read.error?.issues[0]?.message).toMatch(/^must be a list of .*, such as \[code\]$/)
  })
})

describe('Who registers a response type that is not supported', () => {
  it.each([
    ['token id_token token'],
    ['none none'],
    ['token none'],
    [''],
    ['secret-value'],
    [7],
    [null],
  ])('is told of all that are: %j', (written) => {
    const problem = problemOf(written)
    expect(problem).toMatch(/^must be /)
    for (const type of responseTypes) expect(problem).toContain(type)
  })

  it.each([
    ['code none', 'code'],
    ['none id_token', 'id_token'],
    ['token none', 'token'],
    ['token none id_token', 'id_token token'],
    ['token token', 'token'],
  ])('is told that %s is not, and to write %s', (written, instead) => {
    expect(problemOf(written)).toContain(
      `${written} is not supported. Write ${instead}, and have the app send it as response_type`,
    )
  })

  it.each([
    ['id_token,token', 'id_token token'],
    ['id_token  token', 'id_token token'],
    ['ID_TOKEN', 'id_token'],
    ['[token]', 'token'],
  ])('is asked about the slip %j whether %s is meant', (written, meant) => {
    expect(problemOf(written)).toMatch(new RegExp(`Did you mean ${meant}\\?$`))
  })

  it('is never shown what may be a secret', () => {
    expect(problemOf('hunter2')).not.toContain('hunter2')
    expect(problemOf('token hunter2')).not.toContain('hunter2')
  })
})
