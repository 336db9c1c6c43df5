import { by, met, type SecurityRow } from './row.ts'

export const accessTokenRows: readonly SecurityRow[] = [
  met(
    'R240',
    'A request names the API of its token among those allowed; any other is refused, and none ignored',
    by('protocol/tokens/target', '%s is for what is listed, else for the issuer'),
    by('journeys/access-token', 'is never another one in silence'),
    by('journeys/granted-targets', 'are for the API that was approved, by code and by refresh'),
  ),
  met(
    'R241',
    'The consent page names only claims that a user can have',
    by('protocol/userinfo/claims-request', 'drops names that no user can have'),
  ),
  met(
    'R242',
    'An access token that is issued is one that is taken, whatever the request asked for',
    by('journeys/access-token', 'is one that the server takes'),
    by('adapters/jose/tokens', 'signs no access token that its reader would not read'),
  ),
  met(
    'R243',
    'No claim of a user passes for a registered claim of an access token',
    by('protocol/tokens/tokens', 'lets no claim of the user pass for one of its own'),
    by('protocol/userinfo/claims', 'never hold what the server alone may say'),
  ),
]
