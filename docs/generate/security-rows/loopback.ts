import { by, met, type SecurityRow } from './row.ts'

/** Apps that nobody has registered: what local mode accepts on loopback, and what it does not. */
export const loopbackRows: readonly SecurityRow[] = [
  met(
    'R250',
    'The id of an app on loopback cannot be taken: each origin is a client of its own',
    by('journeys/modes', 'gives nobody the name of an app'),
    by('adapters/memory/registry', 'keeps those of one id by the origin'),
  ),
  met(
    'R251',
    'Apps accepted on loopback are bounded, and a flood of new ones takes nothing from those in use',
    by('adapters/memory/registry', 'lets the oldest that no user has had an answer through'),
    by('flows/authorize/find-client', 'by a rule of its own while all places are in use'),
  ),
  met(
    'R252',
    'Our own addresses are never accepted as those of an app',
    by('journeys/modes', 'accepts no app at an address of its own'),
    by('journeys/register', 'at an address of the server, by any of its names'),
    by('config/beyond-loopback', 'of an app (RFC 9700 §4.1.3)'),
    by('flows/authorize/find-client', 'may not have ours'),
  ),
  met(
    'R253',
    'No redirect of ours carries on the fragment that a browser arrives with',
    by('browser/fragments', 'is not carried on with an answer in the query'),
    by('browser/fragments', 'is not carried on by a logout'),
  ),
  met(
    'R254',
    'A page that holds an answer is framed by one named origin, or there is no such page',
    by('security/message-modes', 'whose page every site of its scheme could frame'),
  ),
  met(
    'R255',
    'The "why" page costs little, however much was sent and however much is registered',
    by('journeys/modes', 'shows the five registered redirect URIs that come nearest'),
    by('security/bounded-input', 'is on its "why" page within 100 ms'),
  ),
  met(
    'R256',
    'No page of ours posts by itself to an address that neither an operator nor a user has vouched for',
    by('security/form-post', 'is posted by no script before a user has approved that very address'),
    by('security/form-post', 'to the address that a user has approved, and to no other'),
  ),
  met(
    'R257',
    'No site puts the answer of an accepted app where no user has let one go: what another site begins has a page',
    by('security/open-redirector', 'gets nothing through an app that nobody has approved'),
    by('security/open-redirector', 'gets nothing through another address of an approved app'),
  ),
]
