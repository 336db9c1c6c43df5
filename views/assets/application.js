// The pages of an app: says beside the callback URLs what is wrong with them as they are typed, lets Code
// and Implicit be chosen once there is one, and adds "Copy" buttons. Without script the server says it.
import { copyButton } from './copy-button.js'
import { makeTabs } from './tabs.js'

for (const source of document.querySelectorAll('[data-copy]')) {
  source.after(copyButton(() => source.textContent, source.dataset.copy))
}
const snippets = document.getElementById('snippets')
if (snippets !== null) makeTabs(snippets, 'Snippets by library')

function watch(form) {
  const callbacks = document.getElementById('callbacks')
  const said = document.getElementById('callbacks-typed')
  const boxes = [...form.querySelectorAll('#grants input')]
  // What was chosen comes back when it can be chosen again.
  const chosen = new Map(boxes.map((box) => [box, box.checked]))
  let wasTyped = callbacks.value !== ''

  const show = () => {
    const kind = form.querySelector('[name=kind]:checked')?.value
    const lines = callbacks.value.split('\n').filter((line) => line.trim() !== '')
    const isService = kind === 'service'
    document.getElementById('callbacks-field').hidden = isService
    for (const box of boxes) {
      const may = mayBeChosen[box.id](kind, lines.length > 0)
      // A service has one grant, which nobody need choose.
      box.disabled = isService || !may
      box.checked = isService ? box.id === 'grant-service' : may && chosen.get(box)
    }
    // What the server has said of these very lines is not said twice.
    const isSaid = document.getElementById('callbacks-problem') !== null
    said.textContent = isService || isSaid ? '' : problemOf(lines, kind)
    const isWrong = isSaid || (said.textContent !== '' && wasTyped)
    callbacks.setAttribute('aria-invalid', String(isWrong))
  }

  watchColour()
  for (const box of boxes) box.addEventListener('change', () => chosen.set(box, box.checked))
  for (const kind of form.querySelectorAll('[name=kind]')) kind.addEventListener('change', show)
  callbacks.addEventListener('input', () => {
    wasTyped = true
    // what the server said was about what is no longer there
    document.getElementById('callbacks-problem')?.remove()
    show()
  })
  show()
}

function watchColour() {
  const field = document.getElementById('colour')
  const said = document.getElementById('colour-typed')
  field.addEventListener('input', () => {
    document.getElementById('colour-problem')?.remove()
    const isGood = /^(?:#[0-9a-f]{6})?$/i.test(field.value.trim())
    said.textContent = isGood ? '' : 'It must be # and six hexadecimal digits, such as #0a7f5c.'
    field.setAttribute('aria-invalid', String(!isGood))
  })
}

/** Which grants an app of a kind may have, with a callback or without. */
const mayBeChosen = {
  'grant-code': (_, hasCallback) => hasCallback,
  'grant-implicit': (_, hasCallback) => hasCallback,
  'grant-refresh': (_, hasCallback) => hasCallback,
  'grant-service': (kind) => kind === 'web',
}

const first = 'Enter a callback URL: Code and Implicit cannot be chosen before there is one.'

function problemOf(lines, kind) {
  if (lines.length === 0) return first
  const problems = lines.map((line, at) => [at + 1, lineProblem(line.trim(), kind)])
  const [at, problem] = problems.find(([, one]) => one !== undefined) ?? []
  return problem === undefined ? '' : `Line ${at} ${problem}.`
}

/** A scheme that is the name of an app (RFC 8252 §7.1). */
const ofItsOwn = /^[a-z][a-z0-9-]*(?:\.[a-z0-9-]+)+:$/

function lineProblem(line, kind) {
  if (!URL.canParse(line)) {
    return 'must be an absolute URI, such as http://localhost:5173/callback'
  }
  if (/\s/.test(line)) return 'must have no spaces: one URL a line'
  if (line.includes('*')) return 'must have no wildcard (*): list each URL'
  if (line.includes('#')) return 'must not have a fragment: the answer itself may travel there'
  const { protocol, hostname } = new URL(line)
  // `localhost:5173/callback` has a scheme, by its letters
  if (!/^https?:$/.test(protocol) && !(kind === 'native' && ofItsOwn.test(protocol))) {
    return kind === 'native'
      ? 'must begin with https://, http:// on this computer, or a scheme such as com.example.app:'
      : 'must begin with https://, or http:// on this computer'
  }
  const isLoopback = /^(?:localhost|.*\.localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname)
  return protocol === 'http:' && !isLoopback
    ? 'must use https: http is for this computer alone'
    : undefined
}

// To load the page of a secret again would send its form again, and register another app.
const back = document.getElementById('back')
if (back !== null && document.getElementById('client-secret') !== null) {
  history.replaceState(null, '', back.href)
}

const form = document.getElementById('application')
if (form !== null) watch(form)
