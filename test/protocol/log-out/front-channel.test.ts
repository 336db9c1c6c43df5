import { expect, it } from 'vitest'
import { frontChannelUrl } from '../../../src/protocol/log-out/front-channel.ts'

it.each([
  ['https://app.example/out', 'https://app.example/out?'],
  ['https://app.example/out?a=b', 'https://app.example/out?a=b&'],
])('%s is told with iss and sid, encoded (OIDC Front-Channel Logout §3)', (uri, begin) => {
  const url = frontChannelUrl(uri, 'http://localhost:1/realms/a', 'a&b')
  expect(url).toBe(`${begin}iss=http%3A%2F%2Flocalhost%3A1%2Frealms%2Fa&sid=a%26b`)
})
