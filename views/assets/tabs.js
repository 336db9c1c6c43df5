// Makes tabs of a list of <details>: one is open, arrow keys go from one to the next, and the one that
// was chosen is open the next time.

/** The details in `list` become panels, their summaries a row of tabs named by `label`. */
export function makeTabs(list, label) {
  const row = document.createElement('div')
  row.className = 'tabs'
  row.setAttribute('role', 'tablist')
  row.setAttribute('aria-label', label)
  const panels = [...list.querySelectorAll('details')].map((details, at) =>
    panelOf(details, `${list.id}-${at + 1}`),
  )
  const tabs = panels.map(tabFor)
  const choose = (at) => {
    for (const [index, tab] of tabs.entries()) {
      tab.setAttribute('aria-selected', String(index === at))
      tab.tabIndex = index === at ? 0 : -1
      panels[index].hidden = index !== at
    }
  }
  const chosen = memoryOf(`fragrant:${list.id}`)
  for (const [at, tab] of tabs.entries()) {
    tab.addEventListener('click', () => {
      choose(at)
      chosen.write(tab.textContent)
    })
    tab.addEventListener('keydown', (event) => {
      const next = neighbour(event.key, at, tabs.length)
      if (next === undefined) return
      event.preventDefault()
      choose(next)
      chosen.write(tabs[next].textContent)
      tabs[next].focus()
    })
  }
  row.append(...tabs)
  list.replaceChildren(row, ...panels)
  const before = tabs.findIndex((tab) => tab.textContent === chosen.read())
  choose(Math.max(before, 0))
}

/** A browser may keep pages from remembering anything. */
export function memoryOf(key) {
  const attempt = (work) => {
    try {
      return work()
    } catch {
      return undefined
    }
  }
  return {
    read: () => attempt(() => localStorage.getItem(key)),
    write: (text) => attempt(() => localStorage.setItem(key, text)),
  }
}

function panelOf(details, name) {
  const panel = document.createElement('div')
  panel.id = `${name}-panel`
  panel.setAttribute('role', 'tabpanel')
  panel.setAttribute('aria-labelledby', `${name}-tab`)
  panel.title = details.querySelector('summary').textContent
  panel.append(...[...details.children].slice(1))
  return panel
}

/** The name of a tab is what stands before the first bracket, comma or colon. */
function tabFor(panel) {
  const tab = document.createElement('button')
  tab.type = 'button'
  tab.id = panel.getAttribute('aria-labelledby')
  tab.setAttribute('role', 'tab')
  tab.setAttribute('aria-controls', panel.id)
  tab.textContent = /^[^,(:]*/.exec(panel.title)[0].trim()
  return tab
}

function neighbour(key, at, count) {
  const steps = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: count - 1 }
  return Object.hasOwn(steps, key) ? (steps[key] + count) % count : undefined
}
