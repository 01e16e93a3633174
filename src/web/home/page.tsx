/**
 * `/`: what is being played, what comes and what has been, over all public events. Refreshed politely: while the
 * page is in sight, every ten seconds, and ever more slowly while the server does not answer.
 */
import { render } from 'preact'
import { Home } from './home.tsx'
import { keepFresh } from './source.ts'

const root = document.querySelector('#page')
if (root) {
  keepFresh()
  root.replaceChildren()
  render(<Home />, root)
}
