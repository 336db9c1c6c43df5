// Tells how many exchanges are new, and shows them when they are asked for: what is read stays in place.
import { linesOf, listen } from './live.js'

const byId = (id) => document.getElementById(id)
const list = byId('exchanges')
const show = byId('show-new')
const pause = byId('pause')
const { live } = byId('live').dataset

let count = 0
let stop = listen(live, arrived, recount)
byId('live').hidden = false
show.addEventListener('click', showNew)
pause.addEventListener('click', pauseOrGoOn)

function arrived() {
  count += 1
  tell()
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
  tell()
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
  fresh[0]?.querySelector('a').focus()
}

function pauseOrGoOn() {
  const isGoingOn = stop === undefined
  stop?.()
  stop = isGoingOn ? listen(live, arrived, recount) : undefined
  pause.textContent = isGoingOn ? 'Pause' : 'Go on'
}
