// Tells keycloak-js, which frames this page, whether its tokens are of the login that this browser has:
// it sends its client_id, a space, and the sid of its token.
const { cookie: cookieName, sid, state } = document.body.dataset

const wellFormed = /^[\x20-\x7e]{1,256} ([\w-]{0,128})$/

const hasState = () => document.cookie.split('; ').includes(`${cookieName}=${state}`)

// The page was made for one login: when the browser has another, it has to be loaded anew.
function judge(message) {
  const parts = typeof message === 'string' ? wellFormed.exec(message) : null
  if (parts === null) return 'error'
  return sid !== '' && parts[1] === sid && hasState() ? 'unchanged' : 'changed'
}

function answer({ data, origin, source }) {
  if (!source || !/^https?:/.test(origin)) return
  let said
  try {
    said = judge(data)
  } catch {
    // a frame in a sandbox may not even look for cookies
    said = 'error'
  }
  source.postMessage(said, origin)
}

window.addEventListener('message', answer)
