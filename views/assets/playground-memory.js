// What the playground remembers in this tab: the request that waits for its answer, the answer,
// and the state of a sign-out. Each playground (one per realm) has drawers of its own, named by
// its path.

const drawer = (playground, name) => `fragrant${playground}:${name}`

/** `issuer`: another than the server's own, which has drawers of its own. */
export function createMemory(playground, issuer) {
  const of = (name) => drawer(playground, issuer ? `${name}@${issuer}` : name)
  return { pending: slot(of('pending')), answer: slot(of('answer')), signOut: slot(of('sign-out')) }
}

/** Which issuer was asked last, and with which query the page was open. */
export const issuerNote = (playground) => slot(drawer(playground, 'issuer'))

function slot(key) {
  return {
    read: () => parsed(sessionStorage.getItem(key)),
    write: (value) => sessionStorage.setItem(key, JSON.stringify(value)),
    clear: () => sessionStorage.removeItem(key),
    take() {
      const value = this.read()
      this.clear()
      return value
    },
  }
}

function parsed(text) {
  try {
    return text === null ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}
