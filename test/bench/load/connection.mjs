import { connect } from 'node:net'

/**
 * One keep-alive connection: sends a request as text, resolves to its answer. It is opened anew when
 * the server has closed it, as servers do after some number of requests.
 */
export function createConnection(port) {
  let socket
  let received = ''
  let waiting

  const onData = (chunk) => {
    received += chunk
    const answer = takeAnswer(received)
    if (answer === undefined) return
    received = received.slice(answer.length)
    if (/^connection: close/im.test(answer.head)) {
      socket.destroy()
      socket = undefined
    }
    waiting.resolve(answer)
  }
  const open = () => {
    const opened = connect({ port, host: '127.0.0.1', noDelay: true })
    opened.setEncoding('latin1').on('data', onData)
    opened.on('error', (error) => waiting?.reject(error))
    opened.on('close', () => {
      if (socket === opened) waiting?.reject(new Error('The server closed the connection.'))
    })
    received = ''
    return opened
  }
  return {
    send(text) {
      socket ??= open()
      return new Promise((resolve, reject) => {
        waiting = { resolve, reject }
        socket.write(text, 'latin1')
      })
    },
    close() {
      const open = socket
      socket = undefined
      open?.destroy()
    },
  }
}

/** The first answer in `text`, or undefined while a part of it is missing. */
function takeAnswer(text) {
  const headEnd = text.indexOf('\r\n\r\n')
  if (headEnd < 0) return undefined
  const head = text.slice(0, headEnd)
  const length = headEnd + 4 + Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0)
  if (text.length < length) return undefined
  return { status: Number(text.slice(9, 12)), head, body: text.slice(headEnd + 4, length), length }
}

export function headerOf({ head }, name) {
  return new RegExp(`^${name}: (.*)$`, 'im').exec(head)?.[1]
}
