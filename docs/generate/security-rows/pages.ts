import { by, byCases, deviates, met, type SecurityRow } from './row.ts'

export const pageRows: readonly SecurityRow[] = [
  met(
    'R110',
    'Every page has a policy that forbids all but what it does, with the client in form-action (style and script are files of our own, so there is nothing that a nonce would be for)',
    by('http/edge/headers', 'forbids scripts, connections, frames and forms'),
    by('security/headers', 'lets a form post to us and to the one client'),
    by('browser/pages', 'lead from the app and back to it, on another port'),
  ),
  deviates(
    'R111',
    'X-Frame-Options: DENY as well',
    'not on the answer of a message mode, which a client registers for itself: its page has no button, and by frame-ancestors only that client frames it',
    by('security/headers', 'with every page and redirect'),
    by('browser/pages', 'cannot frame the login page'),
    by('security/message-modes', 'is for that window alone'),
  ),
  met(
    'R112',
    'nosniff and an exact type, on errors too',
    by('security/headers', 'with every answer to %s, on every route'),
    by('security/headers', 'with every error that comes before a route'),
  ),
  met(
    'R113',
    'Pages and redirects send no referrer',
    by('security/headers', 'with every page and redirect'),
  ),
  deviates(
    'R114',
    'Pages on the way to an answer load and link nothing of others',
    'nothing is loaded; they link to the client’s own home page and policies where it registered them (R103), and the “why” page to the cited specifications, none of which is told where from',
    by('views/pages', 'loads nothing but assets of this server'),
  ),
  deviates(
    'R115',
    'Cross-Origin-Opener-Policy',
    'each of its values but unsafe-none cuts a popup login off from the app that waits for it',
    by('http/edge/headers', 'cut no popup off from its opener'),
    by('browser/pages', 'logs in in a popup, which keeps its opener'),
  ),
  met(
    'R116',
    'HSTS on https only, and not for loopback names',
    by('http/edge/headers', 'ask for https only where the issuer has it'),
    by('security/headers', 'with every answer to %s, on every route'),
  ),
  met(
    'R117',
    'Pages are not embedded by other sites; documents are for everybody',
    by('security/headers', 'with every answer to %s, on every route'),
    by('http/edge/cors', 'answers the preflight of %s'),
  ),
  met(
    'R118',
    'One function escapes everything that a template writes',
    by('security/source', 'write nothing unescaped but what views have made'),
    by('views/hostile-values', 'A page with a hostile value'),
  ),
  deviates(
    'R119',
    'Error pages show no stack, no version and nothing that was sent',
    'the “why” page shows the redirect URI that was sent beside those that are registered, as text, for that comparison is what it is for; no other parameter but client_id',
    by('http/errors/errors', 'an error that nobody expected'),
    by('journeys/modes', 'tells no configuration on its "why" page'),
  ),
  met(
    'R120',
    'Scripts of all origins read metadata, keys, userinfo and the answers of the token endpoint, with credentials too, for those read no cookie; nothing else',
    by('journeys/metadata', 'errors included, with credentials too'),
    by('journeys/metadata', 'neither read nor set any'),
    by('journeys/metadata', 'may read nothing else'),
  ),
  met(
    'R121',
    'Pages work without script',
    by('browser/plain', 'logs in, approves, and gets back to the app'),
    by('browser/plain', 'signs out by its button'),
  ),
  met(
    'R130',
    'form_post posts to the verified address, every value escaped',
    byCases('response_mode-15', 'response_mode-16', 'response_mode-12-own', 'response_mode-13-own'),
    by('views/hostile-values', 'carries every parameter through an HTML parser unchanged'),
  ),
  met(
    'R131',
    'form_post pages are not kept, and may post to the client alone',
    by('security/headers', 'a form_post answer to the client alone'),
  ),
  met(
    'R132',
    'The fields of form_post are those of the answer, in their order',
    by('views/hostile-values', 'carries every parameter through an HTML parser unchanged'),
  ),
  met(
    'R133',
    'form_post has a button',
    by('browser/plain', 'sends a form_post answer by its button'),
  ),
]
