// Silent renewal: the request again with prompt=none, in a frame that nobody sees.

const LIMIT_MS = 10_000

/** The answer from the frame; rejects with a sentence when none comes in time. */
export function askSilently(address) {
  const frame = document.createElement('iframe')
  frame.className = 'silent-frame'
  frame.title = 'Silent renewal'
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(noAnswer)), LIMIT_MS)
    const listen = (event) => {
      if (!isAnswer(event, frame)) return
      clearTimeout(timer)
      resolve(event.data.answer)
    }
    window.addEventListener('message', listen)
    frame.whenOver = () => window.removeEventListener('message', listen)
    frame.src = address
    document.body.append(frame)
  }).finally(() => {
    frame.whenOver()
    frame.remove()
  })
}

const noAnswer =
  'No answer came within 10 seconds. The server has shown a page in the frame, which prompt=none forbids, or its cookie did not reach it.'

function isAnswer(event, frame) {
  return (
    event.origin === location.origin &&
    event.source === frame.contentWindow &&
    event.data?.kind === 'fragrant-answer'
  )
}
