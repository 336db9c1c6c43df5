// The start page: tabs for the snippets, the address of the app in each of them, "Copy" buttons, and
// what happened last.
// Without script the snippets are a list, and the form asks the server to fill the address in.
import { copyButton } from './copy-button.js'
import { keepFresh } from './live.js'
import { makeTabs, memoryOf } from './tabs.js'

const snippets = document.getElementById('snippets')
const implicit = document.getElementById('implicit-snippets')
const field = document.getElementById('app')
const written = [snippets, implicit].flatMap((list) =>
  [...list.querySelectorAll('code')].map((code) => [code, code.textContent]),
)
// The address in the snippets as the server wrote them, where no longer address begins with it.
const known = snippets.dataset.base.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
const places = new RegExp(`${known}(?![\\w.:-])`, 'g')

for (const source of document.querySelectorAll('[data-copy]')) {
  source.after(copyButton(() => source.textContent, source.dataset.copy))
}
makeTabs(snippets, 'Snippets by library, code and PKCE')
makeTabs(implicit, 'Snippets by library, implicit')
makeTabs(document.getElementById('api-snippets'), 'Snippets for APIs by framework')
const recent = document.getElementById('recent')
if (recent !== null) keepFresh(recent)
document.getElementById('app-submit').hidden = true
document.getElementById('app-form').addEventListener('submit', (event) => event.preventDefault())
field.addEventListener('input', () => {
  fillIn()
  remembered.write(field.value)
})
// What an address of this page asks for counts before what was typed the last time.
const remembered = memoryOf('fragrant:app')
const before = new URLSearchParams(location.search).has('app') ? null : remembered.read()
if (before) {
  field.value = before
  fillIn()
}

function fillIn() {
  const base = baseOf(field.value.trim())
  field.setAttribute('aria-invalid', String(base === undefined))
  document.getElementById('app-typed').textContent =
    base === undefined ? 'This is no web address: the snippets stay as they are.' : ''
  if (base === undefined) return
  for (const [code, text] of written) code.textContent = text.replaceAll(places, () => base)
}

/** As the server reads it: `4200`, `localhost:4200`, or an address with a path. */
function baseOf(text) {
  if (text === '') return snippets.dataset.base
  const full = withScheme(text)
  // a browser may take spaces for part of a name
  if (/\s/.test(text)) return undefined
  if (!URL.canParse(full)) return undefined
  const { protocol, username, password, origin, pathname } = new URL(full)
  if (!/^https?:$/.test(protocol) || username + password !== '') return undefined
  // a quote would end the string that it stands in
  return (origin + pathname).replace(/\/+$/, '').replaceAll("'", '%27')
}

function withScheme(text) {
  if (/^\d+$/.test(text)) return `http://localhost:${text}`
  return /^[a-z][a-z+.-]*:\/\//i.test(text) ? text : `http://${text}`
}
