import { describe, expect, it } from 'vitest'
import { startOf } from '../../../src/http/edge/start-link.ts'

describe('The way to the start page', () => {
  it.each([
    ['/login/abc', '/'],
    ['/realms/blue', '/realms/blue/'],
    ['/realms/blue?x=1', '/realms/blue/'],
    ['/realms/blue/login/abc', '/realms/blue/'],
    ['/realms/..%2f/login', '/'],
    ['/realms//evil.example/', '/'],
    ['/realms/Blue/login', '/'],
    ['/x/realms/blue/', '/'],
    ['//realms/blue/', '/'],
  ])('from %s is %s', (address, start) => {
    expect(startOf(address)).toBe(start)
  })

  it('is the one of the server where there is no such realm', () => {
    expect(startOf('/realms/gone/x', (id) => id === 'blue')).toBe('/')
  })
})
