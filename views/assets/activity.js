// Shows exchanges as they come while the page is at its top, and counts them while somebody reads: then they
// are shown when they are asked for, and what is read stays in place.
import { linesOf, listen } from './live.js'

const byId = (id) => document.getElementById(id)
const list = byId('exchanges')
const show = byId('show-new')
const pause = byId('pause')
const { live } = byId('live').dataset

/** More lines than these come when they are asked for. */
const most = 500

let count = 0
let isDue = false
let stop = listen(live, arrived, recount)
byId('live').hidden = false
show.addEventListener('click', async () => {
  const [newest] = await showNew()
  newest?.querySelector('a').focus()
})
pause.addEventListener('click', pauseOrGoOn)

function arrived() {
  count += 1
  if (isRead()) tell()
  else showSoon()
}

/** Whether a line that came would move what somebody looks at, or has paused. */
const isRead = () =>
  stop === undefined ||
  scrollY > 0 ||
  list.contains(document.activeElement) ||
  !getSelection().isCollapsed ||
  list.children.length >= most

/** What comes in a burst is asked for once. */
function showSoon() {
  if (isDue) return
  isDue = true
  setTimeout(async () => {
    isDue = false
    if (isRead()) return tell()
    const fresh = await showNew()
    byId('told').textContent = `${fresh.length} new`
  }, 300)
}

function tell() {
  show.hidden = count === 0
  show.textContent = `Show ${count} new`
  byId('told').textContent = count === 0 ? '' : `${count} new`
}

/** Those of the lines as they are now that are not on the page. */
const freshOf = (lines) => {
  const known = new Set([...list.children].map((line) => line.dataset.id))
  return lines.filter((line) => !known.has(line.dataset.id))
}

async function recount() {
  count = freshOf(await linesOf(location.href)).length
  if (count === 0 || isRead()) tell()
  else showSoon()
}

async function showNew() {
  const lines = await linesOf(location.href)
  const fresh = freshOf(lines)
  // where more is new than a page holds, what lies between is on the next one
  if (fresh.length === lines.length) list.replaceChildren(...fresh)
  else list.prepend(...fresh)
  byId('none')?.remove()
  count = 0
  tell()
  return fresh
}

function pauseOrGoOn() {
  const isGoingOn = stop === undefined
  stop?.()
  stop = isGoingOn ? listen(live, arrived, recount) : undefined
  pause.textContent = isGoingOn ? 'Pause' : 'Go on'
}
