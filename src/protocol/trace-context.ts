/** Which trace a request is part of, as its sender names it. */
export interface TraceContext {
  /** 32 characters of hexadecimal, in lower case. */
  readonly traceId: string
  /** Of the sender's span, or of our own in it: 16 of them. */
  readonly spanId: string
  /** Whether the sender records it. */
  readonly sampled: boolean
}

const traceparent = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/

const isZero = (id: string): boolean => /^0+$/.test(id)

/**
 * Reads a `traceparent` header (Trace Context §3.2). What is not well-formed is as if it was not sent: it
 * must never keep a request from being answered.
 */
export function parseTraceparent(header: unknown): TraceContext | undefined {
  if (typeof header !== 'string' || header.length > longest) return undefined
  const [, version, traceId = '', spanId = '', flags = '', more] = traceparent.exec(header) ?? []
  if (version === undefined || version === 'ff' || isZero(traceId) || isZero(spanId))
    return undefined
  // a later version may say more; this one does not
  if (version === '00' && more !== undefined) return undefined
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 }
}

/** Characters: a later version is not endless either. */
const longest = 512
