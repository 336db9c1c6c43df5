/**
 * Nothing but signatures, as many at once as the load has connections.
 *
 * @module
 */
import { performance } from 'node:perf_hooks'
import { createSigner } from '../load/signer.mjs'
import { answering } from './answering.mjs'

const atOnce = 16
let sign

async function signMany({ count }) {
  let left = count
  const work = async () => {
    while (left > 0) {
      left -= 1
      await sign({ sub: 'alice', aud: 'jwt', nonce: String(left), iss: 'http://127.0.0.1' })
    }
  }
  const before = performance.now()
  await Promise.all(Array.from({ length: atOnce }, work))
  return { elapsed: performance.now() - before }
}

answering(
  async ({ alg }) => {
    ;({ sign } = await createSigner(alg))
  },
  { load: signMany },
)
