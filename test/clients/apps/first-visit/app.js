// An app on one page, as whoever tries us has it: what the console shows is pasted into auth.js beside it.
import { signIn, signOut, takeAnswer } from './auth.js'

const user = document.getElementById('user')
const fail = (error) => {
  user.textContent = `failed: ${error.message}`
}

document.getElementById('in').onclick = () => signIn().catch(fail)
document.getElementById('out').onclick = () => signOut().catch(fail)

const isAnswer = /[?&#](?:code|id_token|access_token|error)=/.test(location.href)
if (isAnswer) {
  takeAnswer().then(({ profile }) => {
    user.textContent = `Hello ${profile.name} (${profile.sub})`
  }, fail)
}
