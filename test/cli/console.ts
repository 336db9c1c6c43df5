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

/** The id of an app that registers itself at a server that runs (RFC 7591 §3.1). */
export async function registered(issuer: string, redirectUri: string): Promise<string> {
  const answer = await fetch(`${issuer}/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      redirect_uris: [redirectUri],
      response_types: ['code'],
      grant_types: ['authorization_code'],
      token_endpoint_auth_method: 'none',
    }),
  })
  return ((await answer.json()) as { readonly client_id: string }).client_id
}
