/** `/new`: creates an event and goes on to its console. For directors; who is not signed in does that first. */
import { render } from 'preact'
import { session, signInLink } from '../account/session.ts'
import { NewEvent } from './form.tsx'

const root = document.querySelector('#page')
if (root && session.peek() === null) location.replace(signInLink('/new'))
else if (root) {
  root.replaceChildren()
  render(<NewEvent goOn={(id) => location.assign(`/t/${id}/direct`)} />, root)
}
