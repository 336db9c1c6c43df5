import { z } from 'zod'
import { judgeImportedKey } from '../../adapters/jose/keys/imported/imported-key-file.ts'
import { algsOf } from '../../config/realm-config.ts'
import { signingAlgs } from '../../protocol/keys/signing-alg.ts'
import { listed } from '../../protocol/register/value.ts'
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
          description:
            'How long the next key is published before it signs; 0 by default. By the time of the machine.',
        }),
        alg: z.enum(signingAlgs).optional().meta({ description: 'Keys of this alone.' }),
        overlap: span.optional().meta({
          description:
            'How long the keys before are published on, by the time of the machine; as long as their tokens live when left out.',
        }),
      })
      .refine(({ lead = 0, overlap }) => lead === 0 || overlap === undefined, {
        error: 'must say lead or overlap: with lead the keys before go on until then',
      })
      .default({}),
    answer: z.array(key),
    async run(control, { path: { r = '' }, body: { lead = 0, alg, overlap } }) {
      const { realm } = control.find(r)
      const algs = algsOf(realm.seed)
      if (alg !== undefined && !algs.includes(alg)) {
        throw new ControlError(400, `alg: must be ${listed(algs)}, as in this realm`, 'alg')
      }
      await realm.inside.keys.all(algs)
      const how = { alg, overlap: overlap === undefined ? undefined : Math.floor(overlap / 1000) }
      await realm.inside.keys.rotate(Math.floor(lead / 1000), how)
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
