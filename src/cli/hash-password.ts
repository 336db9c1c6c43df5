import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { hashPassword, passwordLimit } from '../adapters/passwords/password-hasher.ts'
import { type Console, type ExitCode, exitCodes } from './console.ts'

/** Reads a password, without showing it on a terminal, and prints what to configure in its place. */
export async function printPasswordHash({ input, output, errors }: Console): Promise<ExitCode> {
  const password = input.isTTY ? await ask(input, errors) : await readFirstLine(input)
  const length = Buffer.byteLength(password)
  if (length === 0 || length > passwordLimit) {
    errors.write(`A password has 1 to ${passwordLimit} bytes: type it, or pipe it in.\n`)
    return exitCodes.usage
  }
  output.write(`${await hashPassword(password)}\n`)
  return exitCodes.done
}

async function ask(input: NodeJS.ReadStream, errors: NodeJS.WriteStream): Promise<string> {
  const silence = new Writable({ write: (_chunk, _encoding, done) => done() })
  const terminal = createInterface({ input, output: silence, terminal: true })
  terminal.on('SIGINT', () => terminal.close())
  errors.write('Password: ')
  const stopped = new Promise<string>((resolve) => {
    terminal.once('close', () => resolve(''))
  })
  const password = await Promise.race([terminal.question(''), stopped])
  terminal.close()
  errors.write('\n')
  return password
}

/** The first line, or so much of it that it is known to be too long. */
async function readFirstLine(input: NodeJS.ReadStream): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of input) {
    chunks.push(Buffer.from(chunk))
    length += chunk.length
    if (length > 2 * passwordLimit || chunk.includes('\n')) break
  }
  const [line = ''] = Buffer.concat(chunks).toString('utf8').split(/\r?\n/, 1)
  return line
}
