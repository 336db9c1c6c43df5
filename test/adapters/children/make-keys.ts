import { createSigningKeys } from '../../../src/adapters/jose/keys/key-store.ts'

const [file = ''] = process.argv.slice(2)
process.stdout.write('making\n')
await createSigningKeys({ file }).all(['RS256'])
setInterval(() => {}, 1000)
