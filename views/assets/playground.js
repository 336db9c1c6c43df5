// The playground: a sample browser client. It makes a request, checks the answer, and uses it.
import { discover, memory } from './playground-provider.js'
import { addressInLines, addressOf, memoryOf, parametersOf, random } from './playground-request.js'
import { callUserinfo, present, renewSilently, signOut } from './playground-use.js'
import { attempt, byId, showProblem } from './playground-view.js'

const form = byId('request')

window.addEventListener('unhandledrejection', ({ reason }) =>
  showProblem(String(reason?.message ?? reason)),
)
void attempt(start)

async function start() {
  fillIn()
  wire()
  tellOfSignOut()
  const metadata = await discover()
  showRequest(metadata)
  byId('sign-in').disabled = false
  const answer = memory.answer.read()
  if (answer !== undefined) await present(answer)
}

function fillIn() {
  form.elements.state.value = random()
  form.elements.nonce.value = random()
}

function wire() {
  form.elements.client_id.addEventListener('change', takeRedirectUri)
  form.addEventListener('input', () => attempt(async () => showRequest(await discover())))
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void attempt(signIn)
  })
  byId('call-userinfo').addEventListener('click', whileBusy(callUserinfo))
  byId('renew-silently').addEventListener('click', whileBusy(renewSilently))
  byId('sign-out').addEventListener('click', whileBusy(signOut))
  byId('start-over').addEventListener('click', startOver)
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

function takeRedirectUri() {
  const { redirectUri } = form.elements.client_id.selectedOptions[0].dataset
  form.elements.redirect_uri.value = redirectUri
}

function showRequest(metadata) {
  byId('request-url').textContent = addressInLines(
    metadata.authorization_endpoint,
    parametersOf(form),
  )
}

async function signIn() {
  showProblem()
  const metadata = await discover()
  const parameters = parametersOf(form)
  showRequest(metadata)
  memory.answer.clear()
  memory.pending.write(memoryOf(parameters))
  location.assign(addressOf(metadata.authorization_endpoint, parameters))
}

function tellOfSignOut() {
  const state = new URLSearchParams(location.search).get('state')
  if (state === null) return
  history.replaceState(null, '', location.pathname)
  const isOurs = memory.signOut.take() === state
  const place = byId('signed-out')
  place.textContent = isOurs
    ? 'You are signed out. The state matches the one that was sent.'
    : 'You came back from a sign-out that this tab did not start, so its state cannot be checked.'
  place.hidden = false
}

function startOver() {
  memory.answer.clear()
  location.assign(location.pathname)
}
