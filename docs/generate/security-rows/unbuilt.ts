import { by, met, notApplicable, type SecurityRow } from './row.ts'

const notBuilt = 'not built; clients are registered in the configuration'

export const unbuiltRows: readonly SecurityRow[] = [
  notApplicable('R150', 'Dynamic registration wants an initial access token', notBuilt),
  notApplicable('R151', 'Registered redirect URIs are judged like configured ones', notBuilt),
  notApplicable('R152', 'Registration errors are JSON and echo nothing', notBuilt),
  notApplicable('R153', 'Registration takes the members that it knows', notBuilt),
  notApplicable('R154', 'Addresses in a registration are https and never fetched', notBuilt),
  notApplicable('R155', 'Registrations are bounded', notBuilt),
  notApplicable('R156', 'client_id is made by the server', notBuilt),
  notApplicable('R157', 'Registration access tokens are hashed and rotated', notBuilt),
  notApplicable('R158', 'A registration without response types has no token', notBuilt),
  met(
    'R160',
    'The server asks no other server and looks up no name, unless a client has registered where it is told of logouts',
    by('security/outbound', 'while it meets the corpora'),
    by('security/outbound', 'or it would have been heard'),
    by('security/source', 'has one way to ask another server'),
  ),
  met(
    'R161',
    'The one outbound request, a logout token, goes to https (http on loopback in local mode), to the address that was judged, without redirects, within two seconds, and its answer is not read',
    by('adapters/back-channel/back-channel', 'where it is registered and nowhere else'),
    by('adapters/back-channel/back-channel', 'within the deadline, or not'),
    by('adapters/back-channel/back-channel', 'and its answer is not read'),
    by('adapters/back-channel/back-channel', 'is looked up once a try'),
    by('adapters/back-channel/back-channel', 'may not be %s in strict mode'),
    by('adapters/back-channel/public-address', '%s is not'),
    by('journeys/back-channel', 'is called where it is registered'),
  ),
]
