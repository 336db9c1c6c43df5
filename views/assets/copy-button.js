// A button that copies a text. Without script the text can be selected.

const english = {
  copy: 'Copy',
  copied: 'Copied',
  notCopied: 'Not allowed here: select it and copy by hand',
}

/**
 * A "Copy" button for what `read` gives when it is pressed; `what` tells it from the others, and `words` says all of
 * it in the language of the page, with `name` for the whole of it.
 */
export function copyButton(read, what, words = english) {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'quiet'
  button.textContent = words.copy
  const name = words.name ?? (what && `${words.copy} ${what}`)
  if (name !== undefined) button.setAttribute('aria-label', name)
  button.addEventListener('click', () => copy(read(), button, words))
  return button
}

async function copy(text, button, words) {
  try {
    await navigator.clipboard.writeText(text)
    say(button, words, words.copied)
  } catch {
    say(button, words, words.notCopied)
  }
}

function say(button, words, text) {
  button.textContent = text
  setTimeout(() => {
    button.textContent = words.copy
  }, 2000)
}
