import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Route } from './static-server.ts'

/** An app of test/clients/apps, as the one script that its page loads. */
export async function bundleApp(file: string): Promise<Route> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`../clients/apps/${file}`, import.meta.url))],
    bundle: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    write: false,
    logLevel: 'silent',
  })
  const body = outputFiles[0]?.text ?? ''
  return () => ({ headers: { 'content-type': 'text/javascript' }, body })
}
