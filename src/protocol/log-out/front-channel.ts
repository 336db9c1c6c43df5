/**
 * The address that a client is told at in the browser (OIDC Front-Channel Logout §3): its own, with
 * who tells and which session has ended.
 */
export function frontChannelUrl(uri: string, issuer: string, sid: string): string {
  const separator = uri.includes('?') ? '&' : '?'
  return `${uri}${separator}iss=${encodeURIComponent(issuer)}&sid=${encodeURIComponent(sid)}`
}
