import { by, deviates, met, type SecurityRow } from './row.ts'

export const registrationRows: readonly SecurityRow[] = [
  met(
    'R150',
    'Registration wants an initial access token; open, it is for programs and pages of this machine alone, in local mode',
    by('journeys/register', 'is for who has the initial access token'),
    by('journeys/register', 'is off, and not advertised'),
    by('journeys/register', 'for registration is open to this machine only'),
  ),
  met(
    'R151',
    'Registered redirect URIs are judged like configured ones',
    by('journeys/register', 'is refused with %s, and told why'),
    by('protocol/register/redirect-uri', 'is refused'),
  ),
  met(
    'R152',
    'Registration errors are JSON, and echo no more than the name of a scope or the normal form of a URI',
    by('security/registration', 'is refused in JSON that holds no markup of what was sent'),
  ),
  met(
    'R153',
    'Registration takes the members that it knows, and none that its operator decides',
    by('security/registration', 'chooses neither its id nor what its operator decides'),
    by('journeys/register', 'decides nothing that is its operator’s'),
  ),
  met(
    'R154',
    'Addresses in a registration are https, or http on loopback, and never fetched',
    by('journeys/register', 'is refused with %s, and told why'),
    by('security/source', 'has one way to ask another server'),
  ),
  met(
    'R155',
    'Registrations are bounded: in size, in number, and in time without use',
    by('security/registration', 'says no more than 16 kB'),
    by('security/full-stores', 'lets registrations go that nobody has used'),
    by('security/full-stores', 'refuses another one when all are in use'),
    by('journeys/register', 'ends after thirty days without use'),
  ),
  met(
    'R156',
    'client_id is made by the server',
    by('security/registration', 'chooses neither its id nor what its operator decides'),
  ),
  deviates(
    'R157',
    'Registration access tokens are hashed and rotated',
    'they are hashed and compared in equal time, and stay the same: a client that loses the answer which brings a new one would be locked out (RFC 7592 §5 leaves it open)',
    by('journeys/register', 'is looked after by whoever has its token alone'),
  ),
  met(
    'R158',
    'A registration without response types has no token',
    by('security/registration', 'gets no access token in an address that does not ask for one'),
  ),
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
