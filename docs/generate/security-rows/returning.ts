import { by, met, type SecurityRow } from './row.ts'

/** What holds when a user comes back to a request, or a bearer to a token, after a while. */
export const returningRows: readonly SecurityRow[] = [
  met(
    'R260',
    'A request is judged again when its user comes back: what a registration has lost by then is not issued',
    by('journeys/reload', 'is over when it %s: nothing is issued and nobody is sent on'),
    by('flows/authorize/interactions', 'is over when its client %s by now, and issues nothing'),
  ),
  met(
    'R261',
    'A request is started again by the id of its step: hint, state and nonce stand in no page and no address',
    by('journeys/interactions', 'starts again, by POST as well'),
    by('flows/authorize/interactions', 'is started by its own browser only'),
    by('flows/authorize/interactions', 'keeps what was asked, letter for letter, and no hint'),
  ),
]
