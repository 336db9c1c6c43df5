import { expect, it } from 'vitest'
import { registrationLines } from '../../src/config/registration-lines.ts'
import { loadYaml } from './folder.ts'

it.each(['my-app', 'a: b', '"quoted" # not a comment', "it's", '[id]', '{id}', '*alias', '7'])(
  'The lines that register a client say its client_id as it is: %s',
  (clientId) => {
    const redirectUris = ['http://localhost:5173/cb?a=%22', 'https://app.example/cb']
    const lines = registrationLines({ clientId, redirectUris, responseTypes: ['id_token token'] })
    expect(loadYaml(lines).config.realms[0]?.clients).toMatchObject([
      { id: clientId, redirectUris, responseTypes: ['id_token', 'id_token token'] },
    ])
  },
)
