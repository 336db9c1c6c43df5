import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { PageModels, PageName } from '../../src/http/pages/models/pages.ts'
import { english } from '../../src/http/pages/texts/en.ts'
import { all, createPages, type Node } from './render.ts'
import { sampleModels } from './sample-models.ts'

const hostileValues = [
  `"><script>alert(1)</script>`,
  `' onload='x'`,
  `&lt;`,
  `&amp;quot;`,
  `javascript:alert(1)`,
  `\${7*7}`,
  `<%= 1 %>`,
  `</title></textarea></pre></noscript><!--`,
  `]]><svg onload=alert(1)>`,
  `\`-alert(1)-\``,
  '\u202egnp.exe',
  `🌸👩‍💻`,
  `\nfirst line kept`,
  `a\r\nb\rc\td`,
  'x'.repeat(2048),
]

type Path = readonly (string | number)[]
type Render = Awaited<ReturnType<typeof createPages>>['render']

/** Words that the page compares or that a type fixes: no text of anybody's. */
const controls = ['line', 'lines', 'flag', 'json', 'password', 'true']
const blocks = ['heading', 'paragraph', 'preformatted', 'list', 'table', 'text', 'code']
const fixed = new Set([
  'local',
  'id_token token',
  'openid',
  ...controls,
  ...blocks,
  'strong',
  'link',
])
/** Addresses: the value is put behind one that may be a link, and has to come back in it. */
const isAddress = (text: string) => /^(https:\/|\/)/.test(text)

function textSlots(value: unknown, path: Path = []): Path[] {
  if (typeof value === 'string') return fixed.has(value) ? [] : [path]
  if (typeof value !== 'object' || value === null) return []
  // texts are ours, and a language is one of ours
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'texts' || key === 'lang' ? [] : textSlots(inner, [...path, key]),
  )
}

const read = (model: unknown, path: Path): string =>
  path.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], model) as string

function withValue<Model>(model: Model, path: Path, value: string): Model {
  const copy = structuredClone(model)
  const holder = path.slice(0, -1).reduce<unknown>((inner, key) => {
    return (inner as Record<string, unknown>)[key]
  }, copy)
  Object.assign(holder as object, { [String(path.at(-1))]: value })
  return copy
}

/** The tree with `from` replaced by `to` in every text and every attribute. */
function replaced(node: Node, from: string, to: string): Node {
  if (typeof node === 'string') return node.replaceAll(from, () => to)
  const attributes = Object.entries(node.attributes).map(([name, value]) => {
    return [name, value.replaceAll(from, () => to)]
  })
  return {
    tag: node.tag,
    attributes: Object.fromEntries(attributes),
    children: node.children.map((child) => replaced(child, from, to)),
  }
}

const names = Object.keys(sampleModels) as PageName[]
const slots = names.flatMap((name) => textSlots(sampleModels[name]).map((path) => ({ name, path })))

let render: Render
beforeAll(async () => {
  ;({ render } = await createPages())
})

async function treeWith(name: PageName, path: Path, value: string): Promise<Node> {
  return (await render(name, withValue(sampleModels[name], path, value))).root
}

describe('A page with a hostile value', () => {
  it.each(slots.map(({ name, path }) => ({ name, path, slot: path.join('.') })))(
    '$name writes $slot as the text that it is, and nothing else changes',
    async ({ name, path }) => {
      const before = read(sampleModels[name], path)
      const prefix = isAddress(before) ? `${before}/` : ''
      const marked = await treeWith(name, path, `${prefix}MARKER`)
      expect(JSON.stringify(marked)).toContain('MARKER')
      for (const value of hostileValues) {
        const tree = await treeWith(name, path, `${prefix}${value}`)
        expect(tree).toEqual(replaced(marked, 'MARKER', value))
      }
    },
  )

  const linkSlots = slots.filter(({ name, path }) => {
    const isFormAction = path.at(-1) === 'action'
    return !isFormAction && isAddress(read(sampleModels[name], path))
  })
  it.each(linkSlots.map(({ name, path }) => ({ name, path, slot: path.join('.') })))(
    '$name makes no link of $slot when it is no web address',
    async ({ name, path }) => {
      const addresses = [
        'javascript:alert(1)',
        ' javascript:alert(1)',
        'JaVaScRiPt:alert(1)',
        'java\tscript:alert(1)',
        'data:text/html,<script>alert(1)</script>',
        'vbscript:x',
        '//evil.example',
        '/\\evil.example',
        'https:evil.example',
        'http://',
      ]
      for (const address of addresses) {
        const { root } = await render(name, withValue(sampleModels[name], path, address))
        const hrefs = all(root, 'a').map(({ attributes }) => attributes['href'] ?? '')
        expect(hrefs.filter((href) => href.includes(address))).toEqual([])
      }
    },
  )

  it('offers links only with rel="noopener noreferrer" when they leave the server', async () => {
    for (const name of names) {
      const { root } = await render(name, sampleModels[name] as PageModels[typeof name])
      for (const { attributes } of all(root, 'a')) {
        if (attributes['href']?.startsWith('https://app.example')) {
          expect(attributes['rel']).toBe('noopener noreferrer')
        }
      }
    }
  })
})

describe('The form-post page', () => {
  const text = fc.string({ unit: 'binary' }).filter((value) => !value.includes('\0'))
  const parameters = fc.array(fc.tuple(text, text), { maxLength: 12 })

  it('carries every parameter through an HTML parser unchanged and in order (OAuth Form Post §2)', async () => {
    await fc.assert(
      fc.asyncProperty(parameters, async (sent) => {
        const { root } = await render('form-post', {
          ...sampleModels['form-post'],
          parameters: sent,
        })
        const inputs = all(root, 'input').map(({ attributes }) => {
          return [attributes['name'], attributes['value']]
        })
        expect(inputs).toEqual(sent)
      }),
      { numRuns: 200 },
    )
  })

  it('posts to the return address as it is, whatever its query (OAuth Form Post §2)', async () => {
    await fc.assert(
      fc.asyncProperty(text, async (tail) => {
        const action = `https://app.example/cb?${tail}`
        const { root } = await render('form-post', {
          ...{ texts: english, action, byItself: false, parameters: [] },
        })
        const [form] = all(root, 'form')
        expect(form?.attributes).toEqual({ method: 'post', action, id: 'form-post' })
      }),
      { numRuns: 100 },
    )
  })
})
