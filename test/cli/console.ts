import { PassThrough } from 'node:stream'
import type { Console } from '../../src/cli/console.ts'
import { run } from '../../src/cli/run.ts'

interface Told {
  readonly code: number
  readonly output: string
  readonly errors: string
}

/** Runs a command in this process. */
export async function runHere(
  argv: readonly string[],
  {
    input = '',
    ...rest
  }: { input?: string; folder?: string; environment?: Console['environment'] },
): Promise<Told> {
  const [output, errors, stdin] = [new PassThrough(), new PassThrough(), new PassThrough()]
  stdin.end(input)
  const code = await run(argv, {
    environment: {},
    folder: '.',
    ...rest,
    // A command uses what every stream has, and isTTY, which is not set: no terminal.
    input: stdin as unknown as Console['input'],
    output: output as unknown as Console['output'],
    errors: errors as unknown as Console['errors'],
  })
  const text = (stream: PassThrough): string => String(stream.read() ?? '')
  return { code, output: text(output), errors: text(errors) }
}
