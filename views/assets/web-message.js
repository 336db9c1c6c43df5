// Hands the answer to the window that opened or framed this page, if it is the app's.
const form = document.getElementById('web-message')
if (form) {
  const { targetOrigin, wrapped } = form.dataset
  const response = Object.fromEntries(new FormData(form))
  const message = wrapped === 'true' ? { type: 'authorization_response', response } : response
  const app = window.opener ?? window.parent
  app.postMessage(message, targetOrigin)
}
