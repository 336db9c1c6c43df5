import { mkdirSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { judgeLogo, readLogo } from '../../../src/adapters/logos/logo-file.ts'
import { png, svgOf } from '../../support/logos.ts'
import { scratchFolder } from '../../support/scratch-folder.ts'

const judged = (content: string | Buffer) => judgeLogo(Buffer.from(content))
const kindOf = (content: string | Buffer) => {
  const read = judged(content)
  return read.kind === 'logo' ? read.logo.kind : read.problem
}

describe('A logo', () => {
  it.each<[string, string | Buffer]>([
    ['png', png],
    ['jpg', Buffer.from('ffd8ffe000104a464946', 'hex')],
    ['webp', Buffer.from('RIFF\x24\0\0\0WEBPVP8 ', 'latin1')],
    ['svg', svgOf('#123456')],
    ['svg', `\ufeff<?xml version="1.0"?>\n<!-- made by hand -->\n${svgOf('red')}`],
    ['svg', `<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd">${svgOf('red')}`],
    ['svg', `<svg\n  viewBox="0 0 1 1"\n  xmlns='http://www.w3.org/2000/svg'/>`],
  ])('is %s by what is in it', (kind, content) => {
    expect(kindOf(content)).toBe(kind)
  })

  it.each<[string, string | Buffer]>([
    ['nothing', ''],
    ['a page', '<!doctype html><svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['a page behind a comment', '<!-- <svg xmlns="http://www.w3.org/2000/svg"> --><html>'],
    ['a comment without an end', '<!-- <svg xmlns="http://www.w3.org/2000/svg">'],
    [
      'entities',
      '<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
    ],
    ['an SVG of no namespace', '<svg><rect/></svg>'],
    ['bytes that are no UTF-8', Buffer.from([0x3c, 0x73, 0x76, 0x67, 0xff])],
    ['a script', 'alert(1)'],
    ['a GIF', 'GIF89a'],
    ['a private key', '-----BEGIN PRIVATE KEY-----'],
  ])('is no picture where it is %s', (_, content) => {
    expect(kindOf(content)).toBe('must be a picture in SVG, PNG, JPEG or WebP')
  })

  it('is judged in no time, however many comments it begins with', () => {
    expect(kindOf(`${'<!---->'.repeat(30_000)}<html>`)).toContain('must be a picture')
    expect(kindOf(`${'<!---->'.repeat(8)}${svgOf('red')}`)).toBe('svg')
  })

  it('has a name of its content', () => {
    const nameOf = (colour: string) => {
      const read = judged(svgOf(colour))
      return read.kind === 'logo' ? read.logo.name : undefined
    }
    expect(nameOf('red')).toMatch(/^[0-9a-f]{32}\.svg$/)
    expect(nameOf('red')).toBe(nameOf('red'))
    expect(nameOf('red')).not.toBe(nameOf('blue'))
  })
})

describe('A file of a logo', () => {
  it('is read, whatever it is called', () => {
    const path = join(scratchFolder(), 'logo.txt')
    writeFileSync(path, png)
    expect(readLogo(path)).toMatchObject({ kind: 'logo', logo: { kind: 'png' } })
  })

  it('must be there, be a file, and be small', () => {
    const folder = scratchFolder()
    const at = (name: string) => join(folder, name)
    mkdirSync(at('folder'))
    writeFileSync(at('large.png'), png)
    truncateSync(at('large.png'), 262_145)
    const problemOf = (name: string) => {
      const read = readLogo(at(name))
      return read.kind === 'refused' ? read.problem : undefined
    }
    expect(problemOf('none.png')).toBe('must be the path of a file: there is none')
    expect(problemOf('folder')).toBe('is a folder: name a file')
    expect(problemOf('large.png')).toBe('must have at most 256 kB')
    truncateSync(at('large.png'), 262_144)
    expect(problemOf('large.png')).toBeUndefined()
  })
})
