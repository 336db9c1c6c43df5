// Serves the one page of an app.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'

const page = readFileSync(new URL('spa.html', import.meta.url))
const server = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page)
})
server.listen(5173, '0.0.0.0', () => console.log('The app listens on 5173.'))
process.once('SIGTERM', () => server.close(() => process.exit(0)).closeAllConnections())
