/** The front channel as a browser walks it where nobody has to answer a page. */

const mostRedirects = 10

/**
 * Opens an authorization URL, follows the redirects of the server, and answers the first address
 * that is not the server's. Rejects where a page comes instead.
 */
export function createStart(issuer: string): (url: string | URL) => Promise<URL> {
  const { origin } = new URL(issuer)
  return async (url) => {
    const open = createBrowser()
    let at = new URL(url)
    for (let step = 0; step < mostRedirects; step += 1) {
      const { status, location } = await open(at)
      if (location === null) throw new Error(`${at.origin}${at.pathname} answers ${status}.`)
      at = new URL(location, at)
      if (at.origin !== origin) return at
    }
    throw new Error('The server redirects without an end.')
  }
}

/** One that keeps its cookies. */
function createBrowser() {
  const cookies = new Map<string, string>()
  return async (url: URL) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { 'sec-fetch-dest': 'document', ...(cookie !== '' && { cookie }) }
    const answer = await fetch(url, { headers, redirect: 'manual' })
    await answer.body?.cancel()
    for (const text of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(text) ?? []
      cookies.set(name, value)
    }
    return { status: answer.status, location: answer.headers.get('location') }
  }
}
