// Exchanges that happen while a list of them is looked at. The server writes the lines, and this only
// asks for them: without script the page is loaded again.

/**
 * Calls `arrived` for each exchange that `address` tells of, and `opened` whenever it begins to, for what came
 * before; answers how to stop.
 */
export function listen(address, arrived, opened) {
  const source = new EventSource(address)
  source.addEventListener('open', opened)
  source.addEventListener('exchange', arrived)
  return () => source.close()
}

/** The lines of the list at `address` as it is now. */
export async function linesOf(address) {
  const text = await (await fetch(address)).text()
  const page = new DOMParser().parseFromString(text, 'text/html')
  return [...page.querySelectorAll('#exchanges > li')]
}

/** Keeps the first lines of `list` those of the whole list, but while somebody is at one of them. */
export function keepFresh(list) {
  const { live, all } = list.dataset
  let isDue = false
  const refresh = async () => {
    isDue = false
    if (list.contains(document.activeElement)) return
    list.replaceChildren(...(await linesOf(all)).slice(0, 5))
  }
  // what comes in a burst is asked for once
  const refreshSoon = () => {
    if (!isDue) setTimeout(refresh, 300)
    isDue = true
  }
  listen(live, refreshSoon, refreshSoon)
}
