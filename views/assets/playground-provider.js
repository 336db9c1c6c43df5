// What the page knows of the server: its settings, its metadata and its keys; and the memory.
import { createMemory, issuerNote } from './playground-memory.js'
import { fetchJson } from './playground-request.js'
import { showProblem } from './playground-view.js'

export const settings = { ...document.getElementById('playground').dataset }

/** Tokens of one issuer are never sent to another: each has drawers of its own. */
export const memory = createMemory(location.pathname, settings.other && settings.issuer)

/** The callback finds by this whose answer it is. */
export function noteIssuer() {
  const asked = settings.other ? location.search : ''
  issuerNote(location.pathname).write({ issuer: settings.other && settings.issuer, asked })
}

let discovered

/** The discovery document, asked for once; a failure is tried again. */
export function discover() {
  discovered ??= readMetadata().catch((fault) => {
    discovered = undefined
    throw fault
  })
  return discovered
}

async function readMetadata() {
  const home = new URL(settings.discovery)
  if (home.origin !== location.origin && !settings.other) {
    throw new Error(
      `This page was opened at ${location.origin}, but the issuer is ${settings.issuer}. Open the playground there.`,
    )
  }
  const metadata = await fetchJson(settings.discovery)
  if (metadata.issuer !== settings.issuer) {
    throw new Error(
      `The discovery document names the issuer ${metadata.issuer}, not ${settings.issuer}.`,
    )
  }
  const odd = Object.entries(metadata).find(([name, value]) => settings.other && isOdd(name, value))
  if (odd !== undefined) {
    throw new Error(
      `The issuer ${settings.issuer} names as ${odd[0]} what is no whole address of http or https.`,
    )
  }
  const own = Object.entries(metadata).find(([, value]) => settings.other && isOurs(value))
  if (own !== undefined) {
    throw new Error(
      `The issuer ${settings.issuer} names ${own[0]} at this server, which is not its own.`,
    )
  }
  return metadata
}

/** Without an origin it would be an address of this server, and with another scheme a script. */
const isOdd = (name, value) =>
  /_(?:endpoint|uri|iframe)$/.test(name) &&
  !(/^https?:\/\//i.test(value) && typeof value === 'string' && URL.canParse(value))

const isOurs = (value) =>
  typeof value === 'string' && URL.canParse(value) && new URL(value).origin === location.origin

/** The key set; without it the signature check fails with a reason, and the others still run. */
export async function keysOf(metadata) {
  try {
    return await fetchJson(metadata.jwks_uri)
  } catch (fault) {
    showProblem(`The key set could not be had: ${fault.message}`)
    return { keys: [] }
  }
}
