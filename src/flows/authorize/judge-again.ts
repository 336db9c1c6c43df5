import type { ClientRegistry } from '../../ports/registry.ts'
import type { ServerTerms } from '../../protocol/authorize/draft.ts'
import type { KeptInteraction, Pending } from '../../protocol/authorize/interaction.ts'
import { judgeAddressee, judgeAuthorize } from '../../protocol/authorize/judge.ts'
import { parametersOf } from '../../protocol/parameters.ts'
import { type Subjects, withMeantUser } from '../tokens/subjects.ts'

/**
 * Judges a kept request as if it came just now, for registrations may change while the user makes
 * up their mind. Undefined when it would be refused.
 */
export type JudgeAgain = (kept: KeptInteraction) => Promise<Pending | undefined>

interface Needs {
  readonly clients: ClientRegistry
  readonly subjects: Subjects
  readonly terms: ServerTerms
}

export function createJudgeAgain({ clients, subjects, terms }: Needs): JudgeAgain {
  return async ({ clientId, sent: pairs, hint, done, fromAnotherSite }) => {
    const sent = parametersOf(pairs)
    const addressee = judgeAddressee(
      sent,
      await clients.find(clientId, sent.values.get('redirect_uri')),
    )
    if (addressee.kind === 'unanswerable') return undefined
    const { client, to } = addressee
    const verdict = judgeAuthorize(sent, client, hint, terms)
    if (verdict.kind === 'refused') return undefined
    const request = await withMeantUser(verdict.request, subjects)
    return { request, to, done, sent, hint, fromAnotherSite }
  }
}
