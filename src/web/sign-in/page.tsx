/** `/sign-in`: signs in or registers, and goes on to where the visitor came from. */
import { render } from 'preact'
import { SignIn } from './form.tsx'

const root = document.querySelector('#page')
if (root) {
  root.replaceChildren()
  render(<SignIn goOn={(path) => location.assign(path)} />, root)
}
