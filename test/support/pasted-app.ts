/**
 * The app of test/clients/apps/first-visit, with text pasted into its `auth.js` as a page has shown it.
 *
 * @module
 */

import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { type StaticServer, serveApp } from './static-server.ts'

export interface PastedApp extends Pick<StaticServer, 'origin' | 'close'> {
  /** What is written in auth.js from now on. */
  paste(text: string): void
  /** Changes it there, as somebody does by hand. */
  edit(change: (text: string) => string): void
}

const folder = new URL('../clients/apps/first-visit/', import.meta.url)

export async function servePastedApp(): Promise<PastedApp> {
  let auth = 'export const [signIn, signOut, takeAnswer] = []'
  const html = await readFile(new URL('index.html', folder), 'utf8')
  const script = async () => ({
    headers: { 'content-type': 'text/javascript' },
    body: await bundled(auth),
  })
  const { origin, close } = await serveApp({ '/': html, '/app.js': script })
  return {
    ...{ origin, close },
    paste(text) {
      auth = text
    },
    edit(change) {
      const changed = change(auth)
      if (changed === auth) throw new Error('Nothing of it was changed.')
      auth = changed
    },
  }
}

async function bundled(auth: string): Promise<string> {
  const resolveDir = fileURLToPath(folder)
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('app.js', folder))],
    bundle: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    logLevel: 'silent',
    plugins: [
      {
        name: 'pasted',
        setup(building) {
          building.onResolve({ filter: /^\.\/auth\.js$/ }, () => ({
            path: 'auth.js',
            namespace: 'pasted',
          }))
          building.onLoad({ filter: /.*/, namespace: 'pasted' }, () => ({
            contents: auth,
            resolveDir,
          }))
        },
      },
    ],
  })
  return outputFiles[0]?.text ?? ''
}
