/** `/admin/performance` and `/admin/cache`: what a platform admin sees of this node. Signing in comes first. */
import { render } from 'preact'
import { session, signInLink } from '../account/session.ts'
import { Room } from './room.tsx'

const root = document.querySelector('#page')
if (root && session.peek() === null) location.replace(signInLink(location.pathname))
else if (root) {
  root.replaceChildren()
  render(<Room path={location.pathname} />, root)
}
