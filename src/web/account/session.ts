/**
 * Who is signed in on this tab: a bearer token in session storage, never a cookie, so that no other site can act
 * in a director's name and a closed tab signs out. Where storage is forbidden, the sign-in lasts for the page.
 */
import { signal } from '@preact/signals'

export interface Membership {
  readonly id: string
  readonly slug: string
  readonly name: string
  readonly role: 'owner' | 'director' | 'scorekeeper' | 'viewer'
}

/** What the server answers to a sign-in, kept as it came. */
export interface Session {
  readonly token: string
  readonly refreshToken: string
  readonly user: {
    readonly id: string
    readonly email: string
    readonly name: string
    readonly orgs: readonly Membership[]
  }
}

const storageKey = 'railbird.session'

/** Null while nobody is signed in. */
export const session = signal<Session | null>(stored())

function stored(): Session | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(storageKey) ?? 'null') as Session | null
    return typeof kept?.token === 'string' ? kept : null
  } catch {
    return null // storage is forbidden or holds something foreign: nobody is signed in
  }
}

/** Keeps a sign-in for this tab; null forgets it. */
export function keepSession(next: Session | null): void {
  session.value = next
  try {
    if (next) sessionStorage.setItem(storageKey, JSON.stringify(next))
    else sessionStorage.removeItem(storageKey)
  } catch {
    return // storage is forbidden: the page itself remembers
  }
}

/** May keep scores and assign tables in that org. */
export function mayScore(membership: Membership | undefined): boolean {
  return membership !== undefined && membership.role !== 'viewer'
}

/** May run events of that org. */
export function mayManage(membership: Membership | undefined): boolean {
  return membership?.role === 'owner' || membership?.role === 'director'
}

/** The address of the sign-in page that leads back to `path`. */
export function signInLink(path: string): string {
  return `/sign-in?to=${encodeURIComponent(path)}`
}
