/**
 * A browser that signs in, approves, and gets its answer: redirects are followed, forms filled in.
 *
 * @module
 */
import { headerOf } from './connection.mjs'
import { authorizeQuery, redirectUri } from './requests.mjs'

const typed = { username: 'alice', login: 'alice', password: 'alice' }

/**
 * Resolves to the address that the answer went to, the cookies, and the number of requests.
 * `decision` is what the consent page is answered with: `remember`, or `allow` for this once; `further`
 * are parameters of the request.
 */
export async function signIn(connection, { issuer, path, clientId, decision, further, n = 0 }) {
  const fillIn = { ...typed, decision: 'allow', ...(decision === 'remember' && { remember: 'on' }) }
  const browser = createBrowser(connection, new URL(issuer).host)
  const query = authorizeQuery(clientId, { nonce: `nonce-${n}`, state: `state-${n}`, ...further })
  let answer = await browser.get(`${path}?${query}`)
  for (;;) {
    const location = headerOf(answer, 'location')
    if (location?.startsWith(redirectUri)) {
      return { location, cookie: browser.cookie(), requests: browser.requests() }
    }
    if (location === undefined) answer = await submit(browser, answer, fillIn)
    else answer = await browser.get(location.replace(issuer, ''))
  }
}

function submit(browser, { status, body }, fillIn) {
  const forms = [...body.matchAll(/<form[^>]* action="([^"]+)"[\s\S]*?<\/form>/g)]
  // A page may offer other ways beside the one that is measured.
  const form = forms.find(([text]) => / name="(?:password|remember)"/.test(text)) ?? forms[0]
  if (status !== 200 || form === undefined) throw new Error(`No form, but ${status}: ${body}`)
  const [text, action] = form
  const hidden = [...text.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)]
  const fields = new URLSearchParams(hidden.map(([, name, value]) => [name, value]))
  for (const [, name] of text.matchAll(/ name="([^"]+)"/g)) {
    if (Object.hasOwn(fillIn, name)) fields.set(name, fillIn[name])
  }
  return browser.post(new URL(action, 'http://host').pathname, fields.toString())
}

function createBrowser(connection, host) {
  const cookies = new Map()
  let requests = 0
  const cookie = () => [...cookies].map((pair) => pair.join('=')).join('; ')

  const send = async (line, further, body) => {
    requests += 1
    const sent = cookies.size === 0 ? '' : `cookie: ${cookie()}\r\n`
    const answer = await connection.send(
      `${line} HTTP/1.1\r\nhost: ${host}\r\n${sent}${further}\r\n${body}`,
    )
    keep(cookies, answer.head)
    return answer
  }
  return {
    cookie,
    requests: () => requests,
    get: (path) => send(`GET ${path}`, '', ''),
    post: (path, form) =>
      send(
        `POST ${path}`,
        `content-type: application/x-www-form-urlencoded\r\ncontent-length: ${form.length}\r\n`,
        form,
      ),
  }
}

function keep(cookies, head) {
  for (const [, name, value, rest] of head.matchAll(/^set-cookie: ([^=]+)=([^;\r]*)(.*)$/gim)) {
    if (value === '' || /expires=Thu, 01 Jan 1970|max-age=0/i.test(rest)) cookies.delete(name)
    else cookies.set(name, value)
  }
}
