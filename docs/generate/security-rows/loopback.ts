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
  ),
]
