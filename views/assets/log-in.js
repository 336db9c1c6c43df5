// A search box over the users of the one-click picker. Without script the server searches.

const find = document.getElementById('find')
const found = document.getElementById('found')
const people = [...document.querySelectorAll('#people .person')]

find.addEventListener('input', show)
find.addEventListener('keydown', (event) => {
  const [first] = shown()
  // whoever is not listed is for the server to find
  if (event.key !== 'Enter' || first === undefined) return
  event.preventDefault()
  first.click()
})
// On a touch screen the focus would cover half of the list with a keyboard.
if (matchMedia('(pointer: fine)').matches && people[0]?.autofocus) find.focus()

const textOf = (person) => person.querySelector('.who').textContent.toLowerCase()
const shown = () => people.filter((person) => !person.hidden)

function show() {
  const words = find.value.toLowerCase().split(/\s+/).filter(Boolean)
  for (const person of people) {
    const text = textOf(person)
    person.hidden = !words.every((word) => text.includes(word))
  }
  found.textContent = words.length === 0 ? '' : sentenceFor(shown().length)
}

// The page has the sentences, in its language.
const { lang } = document.documentElement
const { none, some } = found.dataset

function sentenceFor(count) {
  if (count === 0) return none
  const sentences = JSON.parse(some)
  const sentence = sentences[new Intl.PluralRules(lang).select(count)] ?? sentences.other
  return sentence.replace('{count}', new Intl.NumberFormat(lang).format(count))
}
