// Puts a "Copy" button beside what is worth copying. Without script the text can be selected.

for (const source of document.querySelectorAll('[data-copy]')) source.after(copyButton(source))

function copyButton(source) {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'quiet'
  button.textContent = 'Copy'
  button.addEventListener('click', () => copy(source.textContent, button))
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
