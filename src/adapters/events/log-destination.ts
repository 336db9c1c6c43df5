/**
 * The stream that the logger writes to. The usual one stops the server when the disk is full.
 *
 * @module
 */

import type { Writable } from 'node:stream'
import { createSink, type Sink } from './sink.ts'

export interface LogDestination {
  /** Takes a line, newline included. Never throws, never waits. */
  write(line: string): void
  /**
   * Takes work that writes lines, which is done before any other line is taken and at the latest with the
   * next write: lines that are made together cost half.
   */
  later(work: () => void): void
  /** How many lines were lost so far. */
  readonly dropped: number
  /** Settles when every line is written, or after `milliseconds`; true when all are. */
  flush(milliseconds: number): Promise<boolean>
}

interface Options {
  readonly maxLines?: number
  /** Characters, which stand for bytes. */
  readonly maxLength?: number
  /** Hears one sentence when lines begin to be lost, and one when no more are. */
  readonly tell?: (sentence: string) => void
}

/** Lines written together, so that a failing write loses few. */
const batchLines = 1000

/** What waits to become lines, at the most. */
const mostWaiting = 200

/**
 * Milliseconds between two writes. Each costs as much as all the rest of a log line (a thread of the
 * pool has to wake up), so a busy server gathers lines; an idle one writes its line at once.
 */
const pauseLength = 20

/** Keeps lines in a bounded queue and writes them behind the back of the request. */
export function createLogDestination(
  target: number | Writable = 1,
  { maxLines = 10_000, maxLength = 1_000_000, tell = tellStderr() }: Options = {},
): LogDestination {
  const sink = createSink(target)
  const losses = createLosses(tell)
  let waiting: (() => void)[] = []
  let queue: string[] = []
  let length = 0
  let writing: Promise<void> | undefined
  const pause = createPause()

  const doWaiting = (): void => {
    const due = waiting
    waiting = []
    for (const work of due) {
      try {
        work()
      } catch {
        losses.count(1, 'a line cannot be made')
      }
    }
  }
  const writeBatch = async (): Promise<void> => {
    const batch = queue.slice(0, batchLines)
    const text = batch.join('')
    try {
      await sink(Buffer.from(text))
      if (queue.length === batch.length) losses.over()
    } catch (error) {
      losses.count(batch.length, (error as NodeJS.ErrnoException).code ?? 'no reader')
    }
    queue = queue.slice(batch.length)
    length -= text.length
  }
  const writeAll = async (): Promise<void> => {
    await new Promise<void>((resolve) => setImmediate(resolve))
    doWaiting()
    while (queue.length > 0) {
      await writeBatch()
      await pause.take()
      doWaiting()
    }
    writing = undefined
  }
  return {
    get dropped() {
      return losses.total
    },
    write(line) {
      doWaiting()
      if (queue.length >= maxLines || length + line.length > maxLength) {
        losses.count(1, 'its reader is too slow')
        return
      }
      queue.push(line)
      length += line.length
      writing ??= writeAll()
    },
    later(work) {
      if (waiting.length >= mostWaiting) doWaiting()
      waiting.push(work)
      writing ??= writeAll()
    },
    async flush(milliseconds) {
      if (writing === undefined) return true
      pause.cancel()
      return settles(writing, milliseconds).finally(pause.allow)
    },
  }
}

/** A pause that whoever is in a hurry ends. */
function createPause() {
  let hurries = 0
  let end = () => {}
  return {
    async take(): Promise<void> {
      if (hurries > 0) return
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pauseLength)
        end = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    },
    cancel(): void {
      hurries += 1
      end()
    },
    allow(): void {
      hurries -= 1
    },
  }
}

/** Whether `work` is done within `milliseconds`. */
function settles(work: Promise<void>, milliseconds: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), milliseconds)
    void work.then(() => {
      clearTimeout(timer)
      resolve(true)
    })
  })
}

function createLosses(tell: (sentence: string) => void) {
  let total = 0
  let before: number | undefined
  return {
    get total() {
      return total
    },
    count(lines: number, why: string): void {
      if (before === undefined) {
        before = total
        tell(`The log cannot be written (${why}): lines are dropped until it can.`)
      }
      total += lines
    },
    over(): void {
      if (before === undefined) return
      tell(`The log is written again: ${total - before} lines were dropped.`)
      before = undefined
    },
  }
}

/** Standard error may be as broken as the log: a sentence is tried once, and given up. */
function tellStderr(): (sentence: string) => void {
  let sink: Sink | undefined
  return (sentence) => {
    sink ??= createSink(2)
    sink(Buffer.from(`fragrant: ${sentence}\n`)).catch(() => {})
  }
}
