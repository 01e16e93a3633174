/**
 * `/t/:id`: one tournament as viewers see it. Reads the id from the address, joins its room and draws the tabs.
 * The page never reloads: whatever happens to the connection is said in words and caught up with.
 */
import { render } from 'preact'
import { connect } from '../../client/client.ts'
import { coarsePointer, finePointer } from '../bracket/layout.ts'
import { App } from './app.tsx'
import { findDirectLink } from './direct-link.ts'
import { followed, stageAsked } from './place.ts'
import { openStore } from './store.ts'

const id = decodeURIComponent(location.pathname.split('/')[2] ?? '')
const root = document.querySelector('#page')
if (root) {
  const room = connect({ url: '/api/live' }).room(id)
  const metrics = matchMedia('(pointer: coarse)').matches ? coarsePointer : finePointer
  const store = openStore({ room, metrics, followed, stageAsked })
  root.replaceChildren()
  render(<App store={store} />, root)
  void findDirectLink(id)
}
