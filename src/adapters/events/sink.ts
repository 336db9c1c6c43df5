/**
 * Where log lines end: a descriptor or a stream, written so that a reader who is slow, gone or has a
 * full disk costs lines and never the server.
 *
 * @module
 */

import { constants, fstatSync, openSync, write } from 'node:fs'
import type { Writable } from 'node:stream'

/** Writes everything, or rejects. Called again only when the call before has settled. */
export type Sink = (bytes: Buffer) => Promise<void>

export function createSink(target: number | Writable): Sink {
  if (typeof target !== 'number') return streamSink(target)
  return isSocket(target) ? socketSink(target) : descriptorSink(unblocked(target))
}

function isSocket(fd: number): boolean {
  try {
    return fstatSync(fd).isSocket()
  } catch {
    return false
  }
}

/** A socket cannot be opened anew; Node's own streams write to it without blocking. */
function socketSink(fd: number): Sink {
  if (fd === 1) return streamSink(process.stdout)
  if (fd === 2) return streamSink(process.stderr)
  return descriptorSink(fd)
}

/** Has nothing to do: the callback of each write tells of the same error. */
const heardElsewhere = () => {}

function streamSink(stream: Writable): Sink {
  if (!stream.listeners('error').includes(heardElsewhere)) stream.on('error', heardElsewhere)
  return (bytes) =>
    new Promise((resolve, reject) => {
      stream.write(bytes, (error) => {
        if (error == null) resolve()
        else reject(error)
      })
    })
}

/**
 * A descriptor for the same pipe or terminal that never blocks: a blocked write would hold a thread
 * of the pool, and the process with it. It is opened anew, so that nobody who shares the inherited
 * one is affected. A file is left as it is: opened anew, it would be written from its start.
 */
function unblocked(fd: number): number {
  try {
    const stat = fstatSync(fd)
    if (!stat.isFIFO() && !stat.isCharacterDevice()) return fd
    const again = reopened.get(fd) ?? openSync(`/dev/fd/${fd}`, nonBlocking)
    if (fd <= 2) reopened.set(fd, again)
    return again
  } catch {
    return fd
  }
}

const nonBlocking = constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY

/** The standard descriptors stay the same, so one process opens each of them anew only once. */
const reopened = new Map<number, number>()

function descriptorSink(fd: number): Sink {
  let torn = false
  return async (bytes) => {
    let at = 0
    try {
      if (torn) await writeSome(fd, newline)
      torn = false
      while (at < bytes.length) at += await writeSome(fd, bytes.subarray(at))
    } catch (error) {
      torn ||= at > 0
      throw error
    }
  }
}

/** Ends a line of which the disk took only a part. */
const newline = Buffer.from('\n')

const firstPause = 5
const longestPause = 100

async function writeSome(fd: number, bytes: Buffer): Promise<number> {
  for (let pause = firstPause; ; pause = Math.min(2 * pause, longestPause)) {
    const written = await tryWrite(fd, bytes)
    if (written !== undefined) return written
    await sleep(pause)
  }
}

/** Bytes written; undefined when the reader has to catch up first. */
function tryWrite(fd: number, bytes: Buffer): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    write(fd, bytes, (error, written) => {
      if (error === null) resolve(written)
      else if (error.code === 'EAGAIN') resolve(undefined)
      else reject(error)
    })
  })
}

/** Does not keep the process alive. */
function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref()
  })
}
