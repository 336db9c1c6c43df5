import { createSigningKeys } from '../../../src/adapters/jose/keys/key-store.ts'
import { signingAlgs } from '../../../src/protocol/keys/signing-alg.ts'

/** Makes a key in a file at a moment (epoch milliseconds) that others make theirs at too. */
const [file = '', name, moment] = process.argv.slice(2)
const alg = signingAlgs.find((known) => known === name)
if (alg === undefined) throw new Error('no algorithm')
const keys = createSigningKeys({ file })
await keys.load()
await new Promise((resolve) => setTimeout(resolve, Number(moment) - Date.now()))
await keys.signing(alg)
