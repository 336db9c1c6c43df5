import { createServer, type ServerResponse } from 'node:http'
import { describe, expect, it } from 'vitest'
import { runHere } from './console.ts'

/** Clears the screen, names the window, goes to another line, and turns the direction of text. */
const orders = '\u001b[2J\u001b]0;owned\u0007\r\u009b1A\u202eevil\ud800\u0000'

const commands = [['doctor'], ['token'], ['token', '--json'], ['health']] as const

/** What a command says of a server that answers each request by `answer`. */
async function toldOf(command: readonly string[], answer: (response: ServerResponse) => void) {
  const server = createServer((_, response) => answer(response))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as { port: number }
  const told = await runHere([...command, '--port', String(port)], {})
  server.closeAllConnections()
  server.close()
  return told
}

const answers: readonly (readonly [string, (response: ServerResponse) => void])[] = [
  ['JSON', (response) => response.end(JSON.stringify({ issuer: orders, status: orders }))],
  ['text', (response) => response.end(orders)],
  ['a page', (response) => response.end(`<main>${orders}</main>`)],
  [
    'a redirect that brings a token',
    (response) => {
      const said = encodeURIComponent(orders.replace('\ud800', ''))
      const location = `http://localhost:5173/callback?access_token=${said}&error_description=${said}`
      response.writeHead(303, { location }).end()
    },
  ],
]

describe.each(commands.map((command) => [command.join(' '), command] as const))(
  'fragrant %s, of a server that is another,',
  (_shown, command) => {
    it.each(answers)('gives the terminal no order that came as %s', async (_kind, answer) => {
      const { output, errors } = await toldOf(command, answer)
      expect(`${output}${errors}`).not.toMatch(/[^\P{C}\n\t]/u)
    })

    it('reads no answer without an end', async () => {
      let sent = 0
      const { code } = await toldOf(command, (response) => {
        const more = () => {
          while (!response.destroyed && response.write('x'.repeat(65_536))) sent += 65_536
        }
        response.on('drain', more)
        more()
      })
      expect(code).toBe(1)
      expect(sent).toBeLessThan(20_000_000)
    })
  },
)
