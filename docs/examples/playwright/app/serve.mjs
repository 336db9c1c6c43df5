// stands for the development server of your app
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'

const library = createRequire(import.meta.url).resolve('oidc-client-ts/package.json')
const files = {
  '/': [new URL('index.html', import.meta.url), 'text/html'],
  '/oidc-client-ts.js': [library.replace('package.json', 'dist/browser/oidc-client-ts.js'), 'text/javascript'],
}

createServer(async (request, response) => {
  const [file, type] = files[request.url.split('?')[0]] ?? []
  if (file === undefined) return response.writeHead(404).end()
  response.setHeader('content-type', type).end(await readFile(file))
}).listen(new URL(process.env.APP_URL ?? 'http://localhost:5173').port)
