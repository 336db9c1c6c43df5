import { by, met, type SecurityRow } from './row.ts'

export const logOutRows: readonly SecurityRow[] = [
  met('R140', 'Logout by GET and by POST', by('journeys/log-out', 'does the same by POST')),
  met(
    'R141',
    'The user is asked, unless a hint speaks for this very session',
    by('journeys/log-out', 'asks without any parameter'),
    by('journeys/log-out', 'asks when it speaks of another session'),
  ),
  met(
    'R142',
    'The browser goes back only to a registered address, with a hint or after the user agreed',
    by('security/post-logout', '$id: $why'),
    by('security/post-logout', 'by the names that auth0-js has for it'),
    by('hostile/presets', 'no address after a logout leads anywhere that is not registered'),
    by('security/post-logout', 'and one that is registered is gone to, by itself only with a hint'),
  ),
  met(
    'R143',
    'An error is never redirected',
    by('journeys/log-out', 'is not gone to: '),
    by('flows/session/log-out', 'that a rule refuses goes nowhere'),
  ),
  met(
    'R144',
    'client_id is the audience of the hint',
    by('journeys/log-out', 'refuses a client_id that is not its audience'),
  ),
  met('R145', 'A hint may have expired', by('journeys/log-out', 'takes a hint that has expired')),
  met(
    'R146',
    'state is added to the registered query, encoded',
    by('journeys/log-out', 'with the state encoded and nothing else added'),
    by('security/withdrawn', 'of %i characters goes back: %s'),
  ),
  met(
    'R147',
    'Addresses after logout are judged like redirect URIs at start-up',
    by('config/faults', 'A broken configuration'),
    by('protocol/register/redirect-uri', 'is refused'),
  ),
  met(
    'R148',
    'A hint is never logged',
    by('security/log', 'holds nothing secret of all that was sent and answered'),
  ),
  met(
    'R149',
    'The check_session page answers by the origin that asks, and says only changed, unchanged or error',
    by('views/check-session', 'says unchanged to the app whose state holds'),
    by('views/check-session', 'says error to what is no question'),
    by('views/check-session', 'answers no page that has no origin'),
    by('journeys/session-state', 'of %j may be framed'),
  ),
]
