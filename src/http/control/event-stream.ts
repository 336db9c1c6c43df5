/**
 * Server-Sent Events (HTML Living Standard §9.2): a stream of messages that ends with its reader, with
 * the server, or where the reader does not keep up.
 *
 * @module
 */

import { Readable } from 'node:stream'

export interface Messages {
  /** Tells what happens from now on, until it is stopped by what it answers. */
  open(
    tell: (message: {
      readonly event: string
      readonly id: string
      readonly data: unknown
    }) => void,
    ended: () => void,
  ): () => void
}

/** Milliseconds between two signs of life where nothing happens. */
const heartbeat = 10_000

/** Bytes that may wait for a reader. */
const mostWaiting = 4_000_000

export function eventStream(messages: Messages): Readable {
  const stream = new Readable({ read() {} })
  const send = (text: string): void => {
    if (stream.readableLength > mostWaiting) stream.destroy()
    else stream.push(text)
  }
  const stop = messages.open(
    ({ event, id, data }) => send(`event: ${event}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`),
    () => stream.push(null),
  )
  const beat = setInterval(() => send(': here\n\n'), heartbeat)
  beat.unref()
  stream.once('close', () => {
    clearInterval(beat)
    stop()
  })
  // the answer begins before anything happens
  send(': here\n\n')
  return stream
}
