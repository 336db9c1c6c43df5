import { createSigningKeys } from '../../../src/adapters/jose/key-store.ts'

const [file = ''] = process.argv.slice(2)
process.stdout.write('making\n')
const keys = await createSigningKeys({ algs: ['RS256'], file })
await keys.all()
setInterval(() => {}, 1000)
