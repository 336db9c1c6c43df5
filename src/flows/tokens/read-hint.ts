import type { ClientRegistry } from '../../ports/registry.ts'
import type { TokenReader } from '../../ports/tokens.ts'
import type { HintReading } from '../../protocol/authorize/hint.ts'
import type { Parameters } from '../../protocol/parameters.ts'
import type { Awaitable } from '../awaitable.ts'
import type { Subjects } from './subjects.ts'

interface Needs {
  readonly reader: TokenReader
  readonly clients: ClientRegistry
  readonly subjects: Subjects
}

/** Reads the `id_token_hint` of a request, if it sends one: whom it means, whoever knows them by what. */
export function readHint({ values }: Parameters, needs: Needs): Awaitable<HintReading | undefined> {
  const hint = values.get('id_token_hint')
  return hint === undefined ? undefined : readSent(hint, needs)
}

async function readSent(hint: string, { reader, clients, subjects }: Needs): Promise<HintReading> {
  const reading = await reader.readHint(hint)
  if (reading.kind !== 'verified') return reading
  const client = await clients.find(reading.aud, undefined)
  return { ...reading, sub: await subjects.meantBy(client, reading.sub) }
}
