/**
 * The load: a process of its own, so that its work is not counted as the server's.
 *
 * @module
 */
import { performance } from 'node:perf_hooks'
import { answering } from '../servers/answering.mjs'
import { codeFlow } from './code-flow.mjs'
import { createConnection, headerOf } from './connection.mjs'
import { signIn } from './sign-in.mjs'

const connections = 16
/** Of so many answers one is handed back to be verified. */
const sampleEvery = 500

let serial = 0

/** Sends `count` requests, made from `texts` in turn; each answer must be as `expect` says. */
async function load({ port, texts, count, expect }) {
  const parts = texts.map((text) => text.split('{n}'))
  const { status, inLocation = [], inBody = '' } = expect
  const check = (answer) => {
    const location = headerOf(answer, 'location') ?? ''
    const isRight =
      answer.status === status &&
      inLocation.every((part) => location.includes(part)) &&
      answer.body.includes(inBody)
    if (!isRight) throw new Error(`Not the answer expected:\n${answer.head}\n\n${answer.body}`)
    return location
  }
  return drive(port, count, async (connection, left) => {
    serial += 1
    const answer = await connection.send(parts[left % parts.length].join(String(serial)))
    return check(answer)
  })
}

/** Runs whole flows, each in a browser that nobody knows. */
function flows({ port, count, ...flow }) {
  return drive(port, count, async (connection) => {
    serial += 1
    const { location, requests } = await signIn(connection, {
      ...flow,
      decision: 'allow',
      n: serial,
    })
    if (!location.includes('access_token=')) throw new Error(`No tokens: ${location}`)
    return { location, requests }
  })
}

/** Runs flows of a code, its tokens, and a refresh, each in the browser that `cookie` signs in. */
function codes({ port, count, ...flow }) {
  return drive(port, count, (connection) => {
    serial += 1
    return codeFlow(connection, flow, serial)
  })
}

async function drive(port, count, one) {
  const samples = []
  let left = count
  const work = async () => {
    const connection = createConnection(port)
    while (left > 0) {
      left -= 1
      const number = left
      const result = await one(connection, number)
      if (number % sampleEvery === 0) samples.push(result)
    }
    connection.close()
  }
  const before = performance.now()
  await Promise.all(Array.from({ length: connections }, work))
  return { elapsed: performance.now() - before, samples }
}

answering(() => {}, { load, flows, codes })
