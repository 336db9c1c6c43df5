// The playground: a sample browser client. It makes a request, checks the answer, and uses it.
import { asksForCode, pkceParameters } from './playground-code.js'
import { discover, memory, noteIssuer, settings } from './playground-provider.js'
import { addressInLines, addressOf, memoryOf, parametersOf, random } from './playground-request.js'
import { askAsService } from './playground-service.js'
import { callUserinfo, present, refresh, renewSilently, signOut } from './playground-use.js'
import { attempt, byId, showProblem } from './playground-view.js'

const form = byId('request')

window.addEventListener('unhandledrejection', ({ reason }) =>
  showProblem(String(reason?.message ?? reason)),
)
void attempt(start)

async function start() {
  fillIn()
  takeFromAddress()
  wire()
  tellOfSignOut()
  await showRequest()
  byId('sign-in').disabled = false
  const answer = memory.answer.read()
  if (answer !== undefined) await present(answer)
}

function fillIn() {
  form.elements.state.value = random()
  form.elements.nonce.value = random()
  form.elements.code_verifier.value = random() + random()
}

/** A request that was seen in Activity may be asked again: what the form has a field for. */
function takeFromAddress() {
  const asked = new URLSearchParams(location.search)
  if (asked.has('state') || asked.size === 0) return
  for (const [name, value] of asked) {
    const field = form.elements[name]
    if (field === undefined || ['client_id', 'redirect_uri'].includes(name)) continue
    const isKnown =
      field.options === undefined || [...field.options].some((one) => one.value === value)
    if (isKnown) field.value = value
  }
  history.replaceState(null, '', location.pathname + whoIsAsked(asked))
}

/** The query that says which issuer the page asks, where it is not the server's own. */
function whoIsAsked(asked) {
  if (!settings.other) return ''
  return `?${new URLSearchParams({ issuer: settings.issuer, client_id: asked.get('client_id') ?? '' })}`
}

function wire() {
  form.addEventListener('input', () => attempt(showRequest))
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void attempt(signIn)
  })
  byId('call-userinfo').addEventListener('click', whileBusy(callUserinfo))
  byId('refresh').addEventListener('click', whileBusy(refresh))
  byId('renew-silently').addEventListener('click', whileBusy(renewSilently))
  byId('sign-out').addEventListener('click', whileBusy(signOut))
  byId('start-over').addEventListener('click', startOver)
  const service = byId('service')
  service.addEventListener('submit', (event) => {
    event.preventDefault()
    void attempt(() => askAsService(event.submitter?.value))
  })
  // without us the browser would send the secret itself, in an address
  for (const button of service.querySelectorAll('button')) button.disabled = false
}

/** A click that runs `work` once at a time and shows what goes wrong. */
function whileBusy(work) {
  return async ({ currentTarget: button }) => {
    button.disabled = true
    showProblem()
    await attempt(work)
    button.disabled = false
  }
}

/** Shows the request as the form has it, and gives what is sent and what is kept. */
async function showRequest() {
  const { authorization_endpoint: endpoint } = await discover()
  const { response_type: type, code_verifier: verifier } = form.elements
  const isCode = asksForCode(type.value)
  byId('code-verifier-field').hidden = !isCode
  const parameters = parametersOf(form)
  // what was typed meanwhile is shown by the call that it made
  const typed = JSON.stringify(parameters) + verifier.value
  const all = [...parameters, ...(await pkceParameters(type.value, verifier.value))]
  if (typed === JSON.stringify(parametersOf(form)) + verifier.value) {
    byId('request-url').textContent = addressInLines(endpoint, all)
  }
  return { endpoint, parameters: all, verifier: isCode ? verifier.value : undefined }
}

async function signIn() {
  showProblem()
  const { endpoint, parameters, verifier } = await showRequest()
  memory.answer.clear()
  memory.pending.write(memoryOf(parameters, verifier))
  noteIssuer()
  location.assign(addressOf(endpoint, parameters))
}

function tellOfSignOut() {
  const state = new URLSearchParams(location.search).get('state')
  if (state === null) return
  const left = new URL(location.href)
  left.searchParams.delete('state')
  history.replaceState(null, '', left)
  const isOurs = memory.signOut.take() === state
  const place = byId('signed-out')
  place.textContent = isOurs
    ? 'You are signed out. The state matches the one that was sent.'
    : 'You came back from a sign-out that this tab did not start, so its state cannot be checked.'
  place.hidden = false
}

function startOver() {
  memory.answer.clear()
  location.assign(settings.other ? location.href : location.pathname)
}
