import type { TokenReader } from '../../ports/tokens.ts'
import type { HintReading } from '../../protocol/authorize/hint.ts'
import type { Parameters } from '../../protocol/parameters.ts'

/** Reads the `id_token_hint` of a request, if it sends one. */
export async function readHint(
  { values }: Parameters,
  reader: TokenReader,
): Promise<HintReading | undefined> {
  const hint = values.get('id_token_hint')
  return hint === undefined ? undefined : reader.readHint(hint)
}
