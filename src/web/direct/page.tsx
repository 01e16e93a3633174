/**
 * `/t/:id/direct`: the console of who runs the event. Finds out in which of the visitor's orgs the event is, joins
 * its room with the view of the staff, and draws. Who is not signed in does that first and comes back.
 */
import { render } from 'preact'
import { connect } from '../../client/client.ts'
import { membershipFor } from '../account/membership.ts'
import { mayManage, mayScore, session, signInLink } from '../account/session.ts'
import { Closed, Console } from './app.tsx'
import { openDesk } from './desk.ts'
import { listenToKeys } from './keys.ts'

const id = decodeURIComponent(location.pathname.split('/')[2] ?? '')

async function begin(root: Element): Promise<void> {
  const found = await membershipFor(id)
  root.replaceChildren()
  if (found.membership === undefined) return render(<Closed id={id} words={found.problem} />, root)
  const { membership } = found
  if (!mayScore(membership)) {
    return render(<Closed id={id} words="Your role lets you watch this event, not run it." />, root)
  }
  const client = connect({ url: '/api/live', token: () => session.peek()?.token })
  const room = client.room(id, 'staff')
  session.subscribe((held) => held && client.setToken(held.token))
  const desk = openDesk({ room, org: membership.slug, canManage: mayManage(membership) })
  listenToKeys(desk)
  render(<Console desk={desk} />, root)
}

const root = document.querySelector('#page')
if (root && session.peek() === null) location.replace(signInLink(location.pathname))
else if (root) void begin(root)
