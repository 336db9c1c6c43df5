// What the playground remembers in this tab: the request that waits for its answer, the answer,
// and the state of a sign-out. Each playground (one per realm) has drawers of its own, named by
// its path.

const drawer = (playground, name) => `fragrant${playground}:${name}`

export function createMemory(playground) {
  return {
    pending: slot(drawer(playground, 'pending')),
    answer: slot(drawer(playground, 'answer')),
    signOut: slot(drawer(playground, 'sign-out')),
  }
}

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
