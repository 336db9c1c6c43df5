// A button that copies a text. Without script the text can be selected.

/** A "Copy" button for what `read` gives when it is pressed; `what` tells it from the others. */
export function copyButton(read, what) {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'quiet'
  button.textContent = 'Copy'
  if (what !== undefined) button.setAttribute('aria-label', `Copy ${what}`)
  button.addEventListener('click', () => copy(read(), button))
  return button
}

async function copy(text, button) {
  try {
    await navigator.clipboard.writeText(text)
    say(button, 'Copied')
  } catch {
    say(button, 'Not allowed here: select it and copy by hand')
  }
}

function say(button, text) {
  button.textContent = text
  setTimeout(() => {
    button.textContent = 'Copy'
  }, 2000)
}
