// Pieces of the page. Every value is written as text.

import { copyButton } from './copy-button.js'

export const byId = (id) => document.getElementById(id)

export function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties)
  made.append(...children)
  return made
}

/** A table of names and values under a caption; `extra` gives what follows a value. */
export function rows(caption, entries, extra = () => []) {
  const body = element('tbody', {}, ...entries.map((entry) => row(entry, extra)))
  return element('table', { className: 'rows' }, element('caption', { textContent: caption }), body)
}

function row([name, value], extra) {
  const head = element(
    'th',
    { scope: 'row' },
    element('bdi', { className: 'code', textContent: name }),
  )
  return element('tr', {}, head, element('td', {}, ...cell(name, value), ...extra(name, value)))
}

function cell(name, value) {
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 1)
  const written = element('bdi', { className: 'code', textContent: text })
  const moment = momentOf(name, value)
  return moment === undefined
    ? [written]
    : [written, ' ', element('span', { className: 'soft small', textContent: moment })]
}

/** What is long is worth a button. */
export const withCopy = (name, value) =>
  value.length > 60 ? [' ', copyButton(() => value, name)] : []

/** Content that is out of the way until it is asked for. */
export function folded(summary, ...content) {
  return element('details', {}, element('summary', { textContent: summary }), ...content)
}

function momentOf(name, value) {
  const isTime = ['exp', 'iat', 'nbf', 'auth_time', 'updated_at'].includes(name)
  if (!isTime || typeof value !== 'number') return undefined
  const date = new Date(value * 1000)
  return Number.isNaN(date.getTime()) ? undefined : `(${date.toLocaleString('en-GB')})`
}

/** One check as a list item; the word says what the sign says. */
export function checkItem({ name, title, ok, reason }) {
  const word = element('span', {
    className: 'visually-hidden',
    textContent: ok ? 'Holds: ' : 'Fails: ',
  })
  const why = element('span', { className: 'reason', textContent: reason })
  const item = element('li', {}, element('div', {}, word, title, why))
  item.dataset.check = name
  item.dataset.ok = String(ok)
  return item
}

export function paragraph(text, className = '') {
  return element('p', { textContent: text, className })
}

/** Shows `sentences` as the problem of the page; with none, takes it away. */
export function showProblem(...sentences) {
  const place = byId('problem')
  place.replaceChildren(...sentences.map((sentence) => paragraph(sentence)))
  place.hidden = sentences.length === 0
}

/** Runs `work`; whatever goes wrong is shown, never swallowed. */
export async function attempt(work) {
  try {
    return await work()
  } catch (fault) {
    showProblem(fault?.message || String(fault))
    return undefined
  }
}
