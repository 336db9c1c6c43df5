// Tells keycloak-js, which frames this page, whether the browser keeps cookies of this server there.
function keepsCookies() {
  const https = location.protocol === 'https:'
  const name = `${https ? '__Host-' : ''}fragrant_probe`
  const attributes = `; Path=/; SameSite=${https ? 'None; Secure' : 'Lax'}`
  document.cookie = `${name}=1${attributes}`
  const kept = document.cookie.split('; ').includes(`${name}=1`)
  document.cookie = `${name}=; Max-Age=0${attributes}`
  return kept
}

function said() {
  try {
    return keepsCookies() ? 'supported' : 'unsupported'
  } catch {
    // a frame in a sandbox may not even look for cookies
    return 'unsupported'
  }
}

// It is the same for everybody who may frame this page, so everybody may hear it.
if (window.parent !== window) window.parent.postMessage(said(), '*')
