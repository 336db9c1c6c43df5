import { by, met, type SecurityRow } from './row.ts'

/** The console: who may open it, and who may write there. */
export const consoleRows: readonly SecurityRow[] = [
  met(
    'R270',
    'What writes in the console takes its own form alone, by any of twelve shapes of a request',
    by('security/console-writing', 'do nothing for eleven who are not their own form'),
    by('security/console-writing', 'have a login that does nothing for them either'),
    by('security/console-writing', 'is told to a page of ours and to no other'),
  ),
  met(
    'R271',
    'A form of the console is worth something in the login that it was shown to',
    by('journeys/console-sign-in', 'takes no form of another login'),
    by('browser/two-browsers', 'have tokens of their own'),
  ),
  met(
    'R272',
    'A console beyond this machine has a login of its own: limited, ended by use of none, apart from users',
    by('journeys/console-sign-in', 'lets nobody in without its password'),
    by('journeys/console-sign-in', 'makes whoever guesses wait'),
    by('journeys/console-sign-in', 'ends by signing out'),
    by('journeys/console-sign-in', 'is not for whoever comes by it from elsewhere'),
  ),
  met(
    'R273',
    'No page of the console sends a secret that was typed by the browser itself',
    by('browser/console-plain', 'sends nothing typed there'),
  ),
  met(
    'R274',
    'What a page gives to copy does nothing else, in a shell, in a terminal and in a test, whatever a request brought',
    by('security/repeating', 'is a command that a terminal and a shell read as that request'),
    by('security/repeating', 'is a command of visible characters, whatever a header brought'),
    by('security/repeating', 'is a test that asks the same and does nothing else'),
  ),
  met(
    'R275',
    'A command gives the terminal no order that another server has written, and reads no answer without an end',
    by('cli/hostile-answers', 'gives the terminal no order that came as %s'),
    by('cli/hostile-answers', 'reads no answer without an end'),
  ),
  met(
    'R276',
    'The console of a server with real users shows nothing by which somebody passes for one of them',
    by('journeys/activity-strict', 'holds no code and no token of a user'),
    by('journeys/activity-strict', 'holds no signature of a token either'),
  ),
  met(
    'R277',
    'No page of the console grows with what is registered so that it holds up the server',
    by('journeys/crowd', '%s stays a page that can be read'),
    by('journeys/crowd', 'the apps are found by name, client id and callback URL'),
  ),
  met(
    'R278',
    'Whoever has the password of a console finds out nothing of the files of its machine',
    by('journeys/console-sign-in', 'looks for no file beyond the folder of the configuration'),
  ),
  met(
    'R279',
    'The playground goes nowhere by an address of ours, or of a script, that another issuer names',
    by('browser/other-issuer', 'goes nowhere by %s: %s'),
    by('browser/playground', 'sends nothing of an answer to an issuer that it is not of'),
  ),
]
