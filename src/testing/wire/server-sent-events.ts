/**
 * Reads a stream of Server-Sent Events whose data are JSON (HTML Living Standard §9.2.6).
 *
 * @module
 */

/** Tells the data of each event until the stream ends, in whichever way. */
export async function readEvents(
  stream: ReadableStream<Uint8Array>,
  tell: (data: unknown) => void,
): Promise<void> {
  const decoder = new TextDecoder()
  let text = ''
  try {
    for await (const bytes of stream) {
      text += decoder.decode(bytes, { stream: true })
      const blocks = text.split('\n\n')
      text = blocks.pop() ?? ''
      for (const data of blocks.map(dataOf)) if (data !== undefined) tell(JSON.parse(data))
    }
  } catch {
    // it was ended here, or its server is gone: whoever calls that is told
  }
}

const dataOf = (block: string): string | undefined => /^data: (.*)$/m.exec(block)?.[1]
