import { z } from 'zod'
import { judgeImportedKey } from '../../adapters/jose/keys/imported-key-file.ts'
import { algsOf } from '../../config/realm-config.ts'
import { signingAlgs } from '../../protocol/keys/signing-alg.ts'
import type { LiveRealm } from '../../wire.ts'
import { ControlError } from '../control-error.ts'
import { operation } from '../operation.ts'
import { dotsProblem, isDots, span, text } from './schemas.ts'

const key = z
  .looseObject({ kid: z.string(), alg: z.string(), kty: z.string(), signs: z.boolean() })
  .meta({
    title: 'Key',
    description: 'A public key as the JWK Set shows it, and whether it signs.',
  })

async function keysOf({ seed, inside }: LiveRealm): Promise<z.input<typeof key>[]> {
  const algs = algsOf(seed)
  const all = await inside.keys.all(algs)
  const signing = await Promise.all(algs.map((alg) => inside.keys.signing(alg)))
  return all.map(({ kid, alg, publicJwk }) => ({
    ...publicJwk,
    ...{ kid, alg, kty: publicJwk['kty'] ?? '' },
    signs: signing.some((one) => one.kid === kid),
  }))
}

export const keyOperations = [
  operation({
    name: 'keys.list',
    method: 'GET',
    path: '/realms/{r}/keys',
    summary: 'Lists the signing keys of a realm.',
    answer: z.array(key),
    run: (control, { path: { r = '' } }) => keysOf(control.find(r).realm),
  }),
  operation({
    name: 'keys.rotate',
    method: 'POST',
    path: '/realms/{r}/keys/rotate',
    summary: 'Gives every key a successor, which signs once it was published for `lead`.',
    body: z
      .strictObject({
        lead: span.optional().meta({
          description: 'How long the next key is published before it signs; 0 by default.',
        }),
      })
      .default({}),
    answer: z.array(key),
    async run(control, { path: { r = '' }, body: { lead = 0 } }) {
      const { realm } = control.find(r)
      await realm.inside.keys.all(algsOf(realm.seed))
      await realm.inside.keys.rotate(Math.floor(lead / 1000))
      return keysOf(realm)
    },
  }),
  operation({
    name: 'keys.add',
    method: 'POST',
    path: '/realms/{r}/keys',
    summary: 'Adds a private key (JWK or PEM), which signs in the place of those of its algorithm.',
    body: z.strictObject({
      jwk: z.record(z.string(), z.unknown()).optional(),
      pem: z.string().optional(),
      alg: z.enum(signingAlgs).optional(),
      kid: text.refine((kid) => !isDots(kid), { error: dotsProblem }).optional(),
    }),
    answer: z.array(key),
    status: 201,
    run(control, { path: { r = '' }, body: { jwk, pem, alg, kid } }) {
      control.find(r)
      const written = pem ?? (jwk === undefined ? undefined : JSON.stringify(jwk))
      if (written === undefined) throw new ControlError(400, 'the body: must say jwk or pem')
      const read = judgeImportedKey(written, { file: 'of a test', alg, kid })
      if (read.kind === 'refused') {
        const member = read.member === 'alg' ? 'alg' : pem === undefined ? 'jwk' : 'pem'
        throw new ControlError(400, `${member}: ${read.problem}`, member)
      }
      return keysOf(control.changes.addKey(r, read.key))
    },
  }),
  operation({
    name: 'keys.retire',
    method: 'DELETE',
    path: '/realms/{r}/keys/{kid}',
    summary: 'Takes a key out of the JWK Set at once: what it has signed verifies no longer.',
    answer: z.null(),
    status: 204,
    async run(control, { path: { r = '', kid = '' } }) {
      const { realm } = control.find(r)
      if (control.changes.keysOf(r).some((one) => one.kid === kid)) {
        control.changes.removeKey(r, kid)
      } else if (!(await realm.inside.keys.drop(kid))) {
        throw new ControlError(404, `There is no key ${kid} that can be taken out.`)
      }
      return null
    },
  }),
]
