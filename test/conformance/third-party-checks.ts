/**
 * What the plan of logins asks that somebody else begins (OIDC Core §4).
 *
 * @module
 */

import { expect } from 'vitest'
import type { Check } from './check.ts'
import type { ThirdPartyModule } from './plans.ts'

const uri = 'https://app.example/login_initiation'

export const thirdPartyChecks = {
  'oidcc-3rd_party-init-login': {
    proves: 'registers initiate_login_uri, and tells it again when the client asks',
    async check({ provider }) {
      const registered = await provider.register({ initiate_login_uri: uri })
      expect([registered?.status, registered?.body['initiate_login_uri']]).toEqual([201, uri])
      const answer = await fetch(String(registered?.body['registration_client_uri']), {
        headers: { authorization: `Bearer ${registered?.body['registration_access_token']}` },
      })
      expect(answer.status).toBe(200)
      expect(await answer.json()).toMatchObject({ initiate_login_uri: uri })
    },
  },
  'oidcc-3rd_party-init-login-nohttps': {
    proves: 'registers none that is not by https',
    async check({ provider }) {
      for (const host of ['app.example', 'localhost:8443']) {
        const initiate_login_uri = `http://${host}/login_initiation`
        const registered = await provider.register({ initiate_login_uri })
        const { status, body } = registered ?? { status: 0, body: {} }
        expect([status, body['error']]).toEqual([400, 'invalid_client_metadata'])
      }
    },
  },
} as const satisfies Readonly<Record<ThirdPartyModule, Check>>
