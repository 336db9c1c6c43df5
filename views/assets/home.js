// Puts a "Copy" button beside what is worth copying.
import { copyButton } from './copy-button.js'

for (const source of document.querySelectorAll('[data-copy]')) {
  source.after(copyButton(() => source.textContent, source.dataset.copy || undefined))
}
