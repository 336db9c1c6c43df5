import { describe, expect, it } from 'vitest'
import { readAppAddress } from '../../../src/http/console/snippets/app-address.ts'

describe('The address of an app, as it is typed', () => {
  it.each([
    [undefined, 'http://localhost:5173'],
    ['  ', 'http://localhost:5173'],
    ['4200', 'http://localhost:4200'],
    ['localhost:4200', 'http://localhost:4200'],
    ['127.0.0.1:8080/', 'http://127.0.0.1:8080'],
    ['http://localhost:4200/', 'http://localhost:4200'],
    ['https://shop.example/app/?q#f', 'https://shop.example/app'],
    ['http://[::1]:3000', 'http://[::1]:3000'],
  ])('%j is %s', (typed, base) => {
    expect(readAppAddress(typed)).toEqual({ kind: 'known', base })
  })

  it.each([
    'http://',
    '99999999',
    'javascript:alert(1)',
    'data://x',
    'com.example.app://callback',
    'http://a:b@localhost',
    'http://localhost:99999',
    'two words',
    `localhost/${'x'.repeat(300)}`,
  ])('%j is unclear', (typed) => {
    expect(readAppAddress(typed)).toEqual({ kind: 'unclear', typed: typed.slice(0, 200) })
  })
})
