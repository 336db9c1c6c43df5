// The redirect URI of the playground: takes the answer out of the address (or out of the form
// that was posted), and hands it on. In a hidden frame it goes to the page around, of this origin
// only; otherwise into the memory of this tab, and back to the playground.
import { createMemory, issuerNote } from './playground-memory.js'

try {
  handOn(readAnswer())
} catch (fault) {
  showProblem(`The answer could not be read: ${fault.message}`)
}

function readAnswer() {
  const answer = posted() ?? fromAddress()
  history.replaceState(null, '', location.pathname)
  return answer
}

function posted() {
  const place = document.getElementById('posted')
  if (place === null) return undefined
  const parameters = [...place.querySelectorAll('input')].map((input) => [input.name, input.value])
  return { by: 'form_post', parameters }
}

function fromAddress() {
  const fragment = [...new URLSearchParams(location.hash.slice(1))]
  if (fragment.length > 0) return { by: 'fragment', parameters: fragment }
  return { by: 'query', parameters: [...new URLSearchParams(location.search)] }
}

function handOn(answer) {
  if (window.parent !== window) {
    window.parent.postMessage({ kind: 'fragrant-answer', answer }, location.origin)
  } else if (answer.parameters.length === 0) {
    showProblem('There is no answer in this address. Start in the playground.')
  } else {
    keep(answer)
  }
}

function keep(answer) {
  const { playground } = document.getElementById('callback').dataset
  const address = new URL(playground, location.href)
  const { issuer, asked = '' } = issuerNote(address.pathname).read() ?? {}
  const memory = createMemory(address.pathname, issuer)
  memory.answer.write({ ...answer, request: memory.pending.take() })
  address.search = asked
  location.replace(address)
}

function showProblem(text) {
  const place = document.getElementById('problem')
  place.textContent = text
  place.hidden = false
  document.getElementById('reading').hidden = true
}
