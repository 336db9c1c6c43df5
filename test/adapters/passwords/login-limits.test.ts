import { describe } from 'vitest'
import {
  createClientLimits,
  createLoginLimits,
} from '../../../src/adapters/passwords/login-limits.ts'
import { itBoundsGuessing } from './guessing-contract.ts'

describe('limits in memory', () => {
  itBoundsGuessing((monotonic) => ({
    logins: createLoginLimits({ monotonic }),
    clients: createClientLimits({ monotonic }),
  }))
})
