import type { Finding } from './fault.ts'
import type { RealmDraft } from './realm-draft.ts'

/** A key that is published for longer than it signs would never be reached. */
export function judgeKeyLifetime({ settings, placeOf }: RealmDraft): readonly Finding[] {
  const { signing_key_lifetime: lifetime, signing_key_lead: lead } = settings
  if (lifetime === undefined || lead === undefined || lifetime > lead) return []
  return [
    {
      path: placeOf('signing_key_lifetime'),
      problem: 'must be longer than signing_key_lead, which is 1h unless it is set',
      becauseOf: placeOf('signing_key_lead'),
    },
  ]
}
