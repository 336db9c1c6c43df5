// Filters the listed users while a name is typed, by keyboard too. Without script the server searches.

const find = document.getElementById('find')
const found = document.getElementById('found')
const people = [...document.querySelectorAll('#people .person')]

// Letters without their accents, in one case, as the server compares them.
const plain = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
const texts = new Map(
  people.map((person) => [person, plain(person.querySelector('.who').textContent)]),
)
const shown = () => people.filter((person) => !person.hidden)

// The page has the sentences, in its language.
const { lang } = document.documentElement
const { none, some } = found.dataset

find.addEventListener('input', show)
find.addEventListener('keydown', (event) => {
  const [first] = shown()
  if (first === undefined) return // whoever is not listed is for the server to find
  if (event.key === 'Enter') take(event, () => first.click())
  if (event.key === 'ArrowDown') take(event, () => first.focus())
})
for (const person of people) {
  person.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    const all = shown()
    const next = step && [find, ...all][all.indexOf(person) + 1 + step]
    if (next) take(event, () => next.focus())
  })
}
// On a touch screen the focus would cover half of the list with a keyboard.
if (matchMedia('(pointer: fine)').matches && people[0]?.autofocus) find.focus()

function take(event, act) {
  event.preventDefault()
  act()
}

function show() {
  const words = plain(find.value).split(/\s+/).filter(Boolean)
  for (const person of people) {
    person.hidden = !words.every((word) => texts.get(person).includes(word))
  }
  found.textContent = words.length === 0 ? '' : sentenceFor(shown().length)
}

function sentenceFor(count) {
  if (count === 0) return none
  const sentences = JSON.parse(some)
  const sentence = sentences[new Intl.PluralRules(lang).select(count)] ?? sentences.other
  return sentence.replace('{count}', new Intl.NumberFormat(lang).format(count))
}
