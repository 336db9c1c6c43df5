import type { PageModels } from '../../pages/models/pages.ts'
import { english } from '../../pages/texts/en.ts'
import type { Realm } from '../../realm.ts'
import type { Ask, Refused } from '../ask.ts'
import { nameOf, type ToldClient } from './client.ts'
import { hrefOf } from './model.ts'

type GivenSecret =
  | { readonly kind: 'secret'; readonly model: PageModels['console/application-secret'] }
  | RefusedAct

interface RefusedAct {
  readonly kind: 'refused'
  readonly status: number
  readonly model: PageModels['notice']
}

/** A secret in the place of the one before: the answer shows it, and nothing does again. */
export async function giveSecret(ask: Ask, realm: Realm, client: ToldClient): Promise<GivenSecret> {
  const { client_id: id } = client
  const path = ['clients', id, 'secret']
  const given = await ask<{ readonly client_secret: string }>(realm, 'POST', path)
  if (given.kind === 'refused') return refusedOf(realm, client, given)
  const { client_secret: secret } = given.answer
  return {
    kind: 'secret',
    model: { name: nameOf(client), id, secret, back: hrefOf(realm, client) },
  }
}

export const refusedOf = (
  realm: Realm,
  client: ToldClient,
  { status, message }: Pick<Refused, 'status' | 'message'>,
): RefusedAct => ({
  ...{ kind: 'refused', status },
  model: {
    texts: english,
    heading: 'Nothing was changed',
    text: message,
    wayOn: { href: hrefOf(realm, client), text: 'Back to the app' },
  },
})
