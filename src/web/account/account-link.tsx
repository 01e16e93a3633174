/** In the rail of every page: the way to sign in, or who is signed in with the way out. */
import { call } from './api.ts'
import { keepSession, mayManage, session, signInLink } from './session.ts'

export function AccountLink() {
  const held = session.value
  if (!held) {
    return (
      <nav class="account" aria-label="Account">
        <a href={signInLink(location.pathname === '/sign-in' ? '/' : location.pathname)}>Sign in</a>
      </nav>
    )
  }
  return (
    <nav class="account" aria-label="Account">
      {held.user.orgs.some(mayManage) && location.pathname === '/' && <a href="/new">New event</a>}
      <span class="who" dir="auto" title={held.user.email}>
        {held.user.name}
      </span>
      <button type="button" onClick={() => void signOut()}>
        Sign out
      </button>
    </nav>
  )
}

async function signOut(): Promise<void> {
  await call({ method: 'POST', path: '/api/auth/logout' })
  keepSession(null)
}
