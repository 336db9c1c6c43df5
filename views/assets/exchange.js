// One exchange: a "Copy" button for each piece of code. Without script it can be selected.
import { copyButton } from './copy-button.js'

for (const source of document.querySelectorAll('[data-copy]')) {
  source.after(copyButton(() => source.textContent, source.dataset.copy))
}
