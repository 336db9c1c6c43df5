/**
 * A login without a browser: the pages are plain forms with stable names, and this fills them in.
 *
 * @module
 */

import { realmPaths } from '../../protocol/paths.ts'
import { type Answer, ask, type Question } from '../ask.ts'
import { offeredIn, registeredIn, unescaped, whyIn } from '../refused-page.ts'

/** More pages and redirects than any login has. */
const mostSteps = 12

/** What came of it: the parameters of the answer, or what stood in the way. */
export type Walked = { readonly kind: 'answered'; readonly parameters: URLSearchParams } | Stopped

interface Stopped {
  readonly kind: 'stopped'
  readonly why: string
  /** The redirect URIs of the app, where it was another that was sent. */
  readonly registered?: readonly string[]
}

/**
 * Opens `path`, an authorization request, and answers each page as `user` who agrees, until the server
 * sends the browser back to the app.
 */
export async function walk(reach: Question['reach'], path: string, user: string): Promise<Walked> {
  const visit = createVisitor(reach)
  let answer = await visit(path)
  for (let step = 0; step < mostSteps; step += 1) {
    const { location } = answer.headers
    if (location === undefined) {
      const next = nextForm(answer, user)
      if (next.kind === 'stopped') return next
      answer = await visit(next.action, next.form)
    } else if (location.startsWith('/')) {
      answer = await visit(location)
    } else {
      return { kind: 'answered', parameters: parametersIn(location) }
    }
  }
  return { kind: 'stopped', why: 'The login does not come to an end.' }
}

/** Keeps cookies as a browser does. */
function createVisitor(reach: Question['reach']) {
  const cookies = new Map<string, string>()
  return async (path: string, form?: string): Promise<Answer> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { accept: 'text/html', ...(cookie !== '' && { cookie }) }
    const answer = await ask({ reach, path, headers, ...(form !== undefined && { form }) })
    for (const text of answer.headers['set-cookie'] ?? []) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(text) ?? []
      cookies.set(name, value)
    }
    return answer
  }
}

type Next = { readonly kind: 'form'; readonly action: string; readonly form: string } | Stopped

/** What a page is answered with. */
function nextForm(answer: Answer, user: string): Next {
  const { status, body } = answer
  const action = attribute(/<form method="post" action="([^"]+)"/, body)
  const csrf = attribute(/name="csrf" value="([^"]+)"/, body)
  if (status !== 200 || action === undefined || csrf === undefined) return stopped(answer, user)
  const choice = choiceAt(action, user)
  if (choice === undefined) return stopped(answer, user)
  if (choice['pick'] !== undefined && !body.includes('id="picker"')) {
    return { kind: 'stopped', why: 'The login page asks for a password: log in with a browser.' }
  }
  return { kind: 'form', action, form: new URLSearchParams({ csrf, ...choice }).toString() }
}

function choiceAt(action: string, user: string): Readonly<Record<string, string>> | undefined {
  const { steps } = realmPaths
  if (action.includes(`${steps['log-in']}/`)) return { pick: user }
  return action.includes(`${steps['ask-consent']}/`) ? { decision: 'allow' } : undefined
}

/** Somebody whom the login page does not know, or a page that says in its words what is wrong. */
function stopped({ status, body }: Answer, user: string): Stopped {
  const offered = offeredIn(body)
  const why =
    offered.length > 0
      ? `Nobody signs in as ${user}. The login page offers ${offered.join(', ')}.`
      : `The server answers ${status}: ${whyIn(body)}`
  return { kind: 'stopped', why, registered: registeredIn(body) }
}

function attribute(pattern: RegExp, text: string): string | undefined {
  const [, value] = pattern.exec(text) ?? []
  return value === undefined ? undefined : unescaped(value)
}

/** The answer is in the query or in the fragment. */
function parametersIn(location: string): URLSearchParams {
  const [, query = '', fragment = ''] = /^[^?#]*(?:\?([^#]*))?(?:#(.*))?$/s.exec(location) ?? []
  return new URLSearchParams(fragment === '' ? query : fragment)
}
