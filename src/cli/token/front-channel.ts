/**
 * A login without a browser: the pages are plain forms with stable names, and this fills them in.
 *
 * @module
 */

import { realmPaths } from '../../protocol/paths.ts'
import { type Answer, ask, type Question } from '../ask.ts'

/** More pages and redirects than any login has. */
const mostSteps = 12

/** What came of it: the parameters of the answer, or what stood in the way. */
export type Walked =
  | { readonly kind: 'answered'; readonly parameters: URLSearchParams }
  | { readonly kind: 'stopped'; readonly why: string }

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

type Next =
  | { readonly kind: 'form'; readonly action: string; readonly form: string }
  | Extract<Walked, { kind: 'stopped' }>

/** What a page is answered with. */
function nextForm({ status, body }: Answer, user: string): Next {
  const action = attribute(/<form method="post" action="([^"]+)"/, body)
  const csrf = attribute(/name="csrf" value="([^"]+)"/, body)
  if (status !== 200 || action === undefined || csrf === undefined) return stopped(status, body)
  const choice = choiceAt(action, user)
  if (choice === undefined) return stopped(status, body)
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

/** A page that asks nothing says in its words what is wrong. */
function stopped(status: number, body: string): Extract<Walked, { kind: 'stopped' }> {
  const text = attribute(/<main>(.*?)<\/main>/s, body) ?? body
  const words = text
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return { kind: 'stopped', why: `The server answers ${status}: ${words.slice(0, 600)}` }
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
}

const attribute = (pattern: RegExp, text: string): string | undefined =>
  pattern
    .exec(text)?.[1]
    ?.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name] ?? '')

/** The answer is in the query or in the fragment. */
function parametersIn(location: string): URLSearchParams {
  const [, query = '', fragment = ''] = /^[^?#]*(?:\?([^#]*))?(?:#(.*))?$/s.exec(location) ?? []
  return new URLSearchParams(fragment === '' ? query : fragment)
}
