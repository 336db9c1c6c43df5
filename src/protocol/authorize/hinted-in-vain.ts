/**
 * A request that names a user who cannot be signed in.
 *
 * @module
 */

import type { AuthorizeRefusal } from './request.ts'

/** By which parameter, and why in vain. */
export interface HintedInVain {
  readonly by: 'login_hint' | 'id_token_hint'
  readonly because: 'nobody' | 'disabled'
}

const sentences = {
  login_hint: {
    nobody: 'The user of login_hint must be there: nobody has that user name or e-mail address.',
    disabled: 'The user of login_hint must be enabled.',
  },
  id_token_hint: {
    nobody: 'The user of id_token_hint must be there: they were taken out.',
    disabled: 'The user of id_token_hint must be enabled.',
  },
} as const satisfies Record<HintedInVain['by'], Record<HintedInVain['because'], string>>

export const sentenceOfHint = ({ by, because }: HintedInVain): string => sentences[by][because]

/** Nobody else was meant, so that this is why somebody must sign in. */
export const refusalOfHint = (
  refusal: AuthorizeRefusal,
  inVain: HintedInVain | undefined,
): AuthorizeRefusal =>
  inVain === undefined ? refusal : { ...refusal, description: sentenceOfHint(inVain) }
