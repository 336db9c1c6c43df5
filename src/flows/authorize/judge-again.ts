import type { ClientRegistry } from '../../ports/registry.ts'
import type { ServerTerms } from '../../protocol/authorize/draft.ts'
import type { KeptInteraction, Pending } from '../../protocol/authorize/interaction.ts'
import { judgeAddressee, judgeAuthorize } from '../../protocol/authorize/judge.ts'
import { parametersOf } from '../../protocol/parameters.ts'
import { type Subjects, withMeantUser } from '../tokens/subjects.ts'

/**
 * Judges a kept request as if it came just now, for registrations may change while the user makes
 * up their mind. Otherwise why it would be refused: its client is not known any more, or may ask for less.
 */
export type JudgeAgain = (kept: KeptInteraction) => Promise<Pending | 'forgotten' | 'withdrawn'>

interface Needs {
  readonly clients: ClientRegistry
  readonly subjects: Subjects
  readonly terms: ServerTerms
}

export function createJudgeAgain({ clients, subjects, terms }: Needs): JudgeAgain {
  return async ({ clientId, sent: pairs, hint, done, fromAnotherSite, uiLocales }) => {
    const sent = parametersOf(pairs)
    const known = await clients.find(clientId, sent.values.get('redirect_uri'))
    if (known === undefined) return 'forgotten'
    const addressee = judgeAddressee(sent, known)
    if (addressee.kind === 'unanswerable') return 'withdrawn'
    const { client, to } = addressee
    const verdict = judgeAuthorize(sent, client, hint, terms)
    if (verdict.kind === 'refused') return 'withdrawn'
    const request = await withMeantUser(verdict.request, subjects)
    return { request, to, done, sent, hint, fromAnotherSite, uiLocales }
  }
}
