/**
 * The least that a server on Fastify starts with: one route.
 *
 * @module
 */

import process from 'node:process'
import Fastify from 'fastify'

const port = Number(process.argv.at(-1))
const app = Fastify()
app.get('/.well-known/openid-configuration', () => ({ issuer: `http://localhost:${port}` }))
await app.listen({ host: 'localhost', port })
