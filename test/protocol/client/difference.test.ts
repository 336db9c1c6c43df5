import { describe, expect, it } from 'vitest'
import { differenceOf } from '../../../src/protocol/client/difference.ts'

const registered = 'https://app.example:8443/cb?a=1'

describe('the difference between what was sent and what is registered', () => {
  it.each([
    ['https://app.example:8443/cb?a=1/', 'The request adds a slash at the end.'],
    ['https://app.example:8443/CB?a=1', 'Only the case of letters differs.'],
    ['https://app.example:8443/cb?a=1#x', 'The request adds a fragment.'],
    [' https://app.example:8443/cb?a=1', 'There is white space around it.'],
    ['http://app.example:8443/cb?a=1', 'The scheme differs.'],
    ['https://app.example.evil:8443/cb?a=1', 'The host differs.'],
    ['https://app.example:8444/cb?a=1', 'The port differs.'],
    ['https://app.example:8443/other?a=1', 'The path differs.'],
    ['https://app.example:8443/cb?a=2', 'The query differs.'],
    ['http://app.example/cb', 'These differ: scheme, port, query.'],
    ['https://app.example:08443/cb?a=1', 'It is written differently.'],
    ['/cb', 'The request sends no URL that can be read.'],
    ['', 'The request sends no URL that can be read.'],
  ])('of %j is remarked on: %s', (sent, remark) => {
    expect(differenceOf(sent, registered).remark).toBe(remark)
  })

  it('of a missing slash is remarked on', () => {
    expect(differenceOf('https://a.example', 'https://a.example/').remark).toBe(
      'The request lacks the slash at the end.',
    )
  })

  it('shows the registered value in three parts, which make it up', () => {
    expect(differenceOf('https://app.example:3000/cb?a=1', registered)).toMatchObject({
      same: 'https://app.example:',
      differs: '8443',
      rest: '/cb?a=1',
    })
    for (const sent of ['', registered, 'https://app.example:8443/cb', 'x', `${registered}x`]) {
      const { same, differs, rest } = differenceOf(sent, registered)
      expect(same + differs + rest).toBe(registered)
    }
  })

  it.each(['', 'null', '//evil.example', 'https://', 'x'.repeat(5000)])(
    'is told both ways for %j, for the page marks what was sent as well',
    (sent) => {
      expect(differenceOf(sent, registered).rest).toBeDefined()
      const { same, differs, rest } = differenceOf(registered, sent)
      expect(same + differs + rest).toBe(sent)
    },
  )
})
