// The "why" page: a "Copy" button for the lines of configuration. Without script they can be selected.
import { copyButton } from './copy-button.js'

const snippet = document.getElementById('snippet')
snippet.after(copyButton(() => snippet.textContent.trim(), undefined, snippet.dataset))
