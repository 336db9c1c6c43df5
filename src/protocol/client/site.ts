import { isLoopbackHost } from './redirect-uri.ts'

/** Near enough to what browsers call a site: two labels, or the whole name of loopback and of a number. */
export function siteOf(host: string): string {
  if (isLoopbackHost(host) || /^[\d.]+$|^\[/.test(host)) return host
  return host.split('.').slice(-2).join('.')
}
