import { describe, expect, it } from 'vitest'
import { parseTraceparent } from '../../src/protocol/trace-context.ts'

const traceId = '0af7651916cd43dd8448eb211c80319c'
const spanId = 'b7ad6b7169203331'

describe('A traceparent', () => {
  it('names a trace, the span of its sender, and whether that is recorded (Trace Context §3.2)', () => {
    expect(parseTraceparent(`00-${traceId}-${spanId}-01`)).toEqual({
      ...{ traceId, spanId, sampled: true },
    })
    expect(parseTraceparent(`00-${traceId}-${spanId}-00`)?.sampled).toBe(false)
    // flags that nobody has given a meaning yet
    expect(parseTraceparent(`00-${traceId}-${spanId}-fa`)?.sampled).toBe(false)
  })

  it('of a later version may say more (Trace Context §4.3)', () => {
    expect(parseTraceparent(`cc-${traceId}-${spanId}-01-what-comes-after`)).toMatchObject({
      traceId,
    })
    expect(parseTraceparent(`cc-${traceId}-${spanId}-01`)).toMatchObject({ traceId })
  })

  it.each([
    ['none', undefined],
    ['several headers', [`00-${traceId}-${spanId}-01`]],
    ['nothing', ''],
    ['the version that is none', `ff-${traceId}-${spanId}-01`],
    ['more in version 00', `00-${traceId}-${spanId}-01-more`],
    ['a trace of zeros', `00-${'0'.repeat(32)}-${spanId}-01`],
    ['a span of zeros', `00-${traceId}-${'0'.repeat(16)}-01`],
    ['upper case', `00-${traceId.toUpperCase()}-${spanId}-01`],
    ['a short trace', `00-${traceId.slice(1)}-${spanId}-01`],
    ['no flags', `00-${traceId}-${spanId}`],
    ['spaces', ` 00-${traceId}-${spanId}-01`],
    ['a line break', `00-${traceId}-${spanId}-01\n`],
    ['what is endless', `cc-${traceId}-${spanId}-01-${'x'.repeat(1_000)}`],
  ])('is as if it was not sent with %s', (_, header) => {
    expect(parseTraceparent(header)).toBeUndefined()
  })
})
