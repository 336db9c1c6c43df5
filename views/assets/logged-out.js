// Goes on to the app once the frames that tell apps of the sign-out have loaded. The window waits for
// them with its load event, but nobody waits for an app that does not answer.
const { onward } = document.getElementById('frames').dataset
if (onward !== undefined) {
  const goOn = () => location.replace(onward)
  addEventListener('load', goOn)
  setTimeout(goOn, 5000)
}
