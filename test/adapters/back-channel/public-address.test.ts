import { expect, it } from 'vitest'
import {
  isLoopbackAddress,
  isPublicAddress,
} from '../../../src/adapters/back-channel/public-address.ts'

it.each([
  '1.1.1.1',
  '8.8.8.8',
  '100.63.255.255',
  '172.32.0.1',
  '192.167.255.255',
  '223.255.255.255',
  '2606:4700::1111',
  '2a00:1450:4001::1',
])('%s is for everybody', (address) => expect(isPublicAddress(address)).toBe(true))

it.each([
  ...['0.0.0.0', '10.0.0.1', '100.64.0.1', '127.0.0.1', '127.255.255.254', '169.254.169.254'],
  ...['172.16.0.1', '172.31.255.255', '192.0.0.1', '192.0.2.1', '192.168.1.1', '198.18.0.1'],
  ...['198.51.100.1', '203.0.113.1', '224.0.0.1', '239.1.1.1', '240.0.0.1', '255.255.255.255'],
  ...['::', '::1', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '::ffff:7f00:1', '64:ff9b::7f00:1'],
  ...['64:ff9b:1::1', '100::1', '2001::1', '2001:db8::1', '2002:7f00:1::', 'fc00::1', 'fd12::1'],
  ...['fe80::1', 'ff02::1', '::7f00:1'],
])('%s is not (RFC 6890)', (address) => expect(isPublicAddress(address)).toBe(false))

it.each([
  ['127.0.0.1', true],
  ['127.9.9.9', true],
  ['::1', true],
  ['128.0.0.1', false],
  ['10.0.0.1', false],
  ['::2', false],
] as const)('%s is on loopback: %s', (address, is) => expect(isLoopbackAddress(address)).toBe(is))
