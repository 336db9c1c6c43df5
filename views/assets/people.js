// Says while it is typed whether claims are a JSON object. Without script the server says so.

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
