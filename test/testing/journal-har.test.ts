import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { exchange } from '../../src/control/operations/journal.ts'
import { controlCall, interfaces, token } from './interfaces.ts'

/** HAR 1.2 as its specification has it, member for member (softwareishard.com/blog/har-12-spec). */
const comment = z.string().optional()
const named = z.strictObject({ name: z.string(), value: z.string(), comment })
const cookie = named.extend({
  ...{
    path: z.string().optional(),
    domain: z.string().optional(),
    expires: z.iso.datetime().optional(),
  },
  ...{ httpOnly: z.boolean().optional(), secure: z.boolean().optional() },
})
const size = z.number().int().min(-1)
const milliseconds = z.number().min(0)
const request = z.strictObject({
  ...{ method: z.string().min(1), url: z.url(), httpVersion: z.string(), comment },
  ...{ cookies: z.array(cookie), headers: z.array(named), queryString: z.array(named) },
  postData: z
    .strictObject({ mimeType: z.string(), params: z.array(named), text: z.string(), comment })
    .optional(),
  ...{ headersSize: size, bodySize: size },
})
const response = z.strictObject({
  ...{ status: z.number().int(), statusText: z.string(), httpVersion: z.string(), comment },
  ...{ cookies: z.array(cookie), headers: z.array(named), redirectURL: z.string() },
  content: z.strictObject({
    ...{
      size: z.number().int().min(0),
      mimeType: z.string(),
      text: z.string().optional(),
      comment,
    },
  }),
  ...{ headersSize: size, bodySize: size },
})
const har = z.strictObject({
  log: z.strictObject({
    version: z.literal('1.2'),
    creator: z.strictObject({ name: z.string(), version: z.string(), comment }),
    entries: z.array(
      z.strictObject({
        startedDateTime: z.iso.datetime(),
        time: milliseconds,
        ...{ request, response, comment },
        cache: z.strictObject({}),
        timings: z.strictObject({ send: milliseconds, wait: milliseconds, receive: milliseconds }),
        _fragrant: exchange.omit({ time: true, took: true, request: true, response: true }),
      }),
    ),
    comment,
  }),
})

const app = {
  client_id: 'spa',
  redirect_uri: 'http://localhost:5173/callback',
  response_type: 'id_token token',
  ...{ scope: 'openid', nonce: 'n-1', state: 's-1' },
}

describe.each(interfaces)('the HAR of a realm %s', (_, start) => {
  it('is one as HAR 1.2 has it, without secrets', async () => {
    await using idp = await start({ consent: 'auto' })
    const [{ name = '', value = '' } = {}] = await idp.sessions.cookiesFor('alice')
    const asked = `${idp.endpoints.authorization}?${new URLSearchParams(app)}`
    const cookie = `${name}=${value}; theme=dark-and-secret`
    const answered = await fetch(asked, { headers: { cookie }, redirect: 'manual' })
    const basic = { authorization: `Basic ${btoa('web:a-secret-of-web')}` }
    const refused = { method: 'POST', headers: basic, body: new URLSearchParams({ code: 'c-1' }) }
    await fetch(idp.endpoints.token, refused)
    const archive = har.parse(await idp.journal.toHar())
    const [first, second] = archive.log.entries
    expect(first?.request).toMatchObject({ method: 'GET', url: asked })
    expect(first?.request.queryString).toContainEqual({ name: 'nonce', value: 'n-1' })
    expect(first?.request.cookies).toEqual([
      { name, value: '[redacted]' },
      { name: 'theme', value: '[redacted]' },
    ])
    expect(first?.response).toMatchObject({
      status: 303,
      redirectURL: answered.headers.get('location'),
    })
    expect(second?.request.postData).toMatchObject({
      mimeType: 'application/x-www-form-urlencoded;charset=UTF-8',
      params: [{ name: 'code', value: 'c-1' }],
    })
    expect(JSON.parse(second?.response.content.text ?? '')).toHaveProperty('error_description')
    expect(second?.comment).toMatch(/^refused: /)
    const text = JSON.stringify(archive)
    for (const secret of [
      value,
      'dark-and-secret',
      'a-secret-of-web',
      btoa('web:a-secret-of-web'),
    ]) {
      expect(text).not.toContain(secret)
    }
  })

  it('has what fits', async () => {
    await using idp = await start({ control_token: token })
    await fetch(idp.endpoints.userinfo)
    await fetch(idp.endpoints.jwks)
    const path = '/realms/default/requests.har?endpoint=jwks'
    const answer = await controlCall(idp, path)
    const archive = har.parse(await answer.json())
    expect(archive.log.entries.map(({ request }) => request.url)).toEqual([idp.endpoints.jwks])
  })
})
