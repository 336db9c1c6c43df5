// Says while it is typed whether claims are a JSON object, and which of the standard ones are not written as
// OpenID Connect has them. The former cannot be saved, as the server says without script; the latter can: an app may
// be tested with what it does not expect.

for (const area of document.querySelectorAll('textarea[data-json]')) {
  const problem = document.getElementById(`${area.id}-problem`)
  area.addEventListener('input', () => {
    const wrong = problemIn(area.value)
    problem.textContent = wrong ?? ''
    if (wrong === undefined) area.removeAttribute('aria-invalid')
    else area.setAttribute('aria-invalid', 'true')
  })
}

function problemIn(text) {
  if (text.trim() === '') return undefined
  try {
    const read = JSON.parse(text)
    const isObject = typeof read === 'object' && read !== null && !Array.isArray(read)
    return isObject ? undefined : 'This is JSON, and no object: begin with { and end with }.'
  } catch (error) {
    return `This is no JSON yet: ${error.message}`
  }
}

/** How a claim is written (OIDC Core §5.1). */
const writings = {
  email: [/^[^\s@]+@[^\s@]+$/, 'an address such as carol@shop.example'],
  phone_number: [/^\+[\d ().-]{4,}(?:;ext=\d+)?$/, 'a number such as +1 (604) 555-1234'],
  birthdate: [/^\d{4}(?:-\d\d-\d\d)?$/, 'a day such as 1990-12-31, or a year'],
  zoneinfo: [/^(?:UTC|[A-Z]\w+(?:\/[\w+-]+)+)$/, 'a name such as Europe/Paris'],
  locale: [/^[a-z]{2,3}(?:[-_][A-Za-z\d]+)*$/, 'a tag such as fr-CA'],
  profile: [/^https?:\/\/\S+$/, 'an address that begins with https://'],
  picture: [/^https?:\/\/\S+$/, 'an address that begins with https://'],
  website: [/^https?:\/\/\S+$/, 'an address that begins with https://'],
}

for (const [name, [pattern, wanted]] of Object.entries(writings)) {
  const field = document.querySelector(`[name="claim.${name}"]`)
  if (field !== null) remarkOn(field, pattern, wanted)
}

function remarkOn(field, pattern, wanted) {
  const remark = document.createElement('p')
  remark.className = 'hint'
  remark.id = `${field.id}-remark`
  remark.setAttribute('role', 'status')
  field.closest('.field').append(remark)
  const before = field.getAttribute('aria-describedby')
  field.setAttribute('aria-describedby', [before, remark.id].filter(Boolean).join(' '))
  field.addEventListener('input', () => {
    const text = field.value.trim()
    const fits = text === '' || pattern.test(text)
    remark.textContent = fits
      ? ''
      : `OpenID Connect has ${wanted} here. Apps are told it as it stands.`
  })
}
