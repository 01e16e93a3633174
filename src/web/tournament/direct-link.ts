/** The way to the console, for who may direct this event; nobody else sees it. */
import { signal } from '@preact/signals'
import { mayScore, session } from '../account/session.ts'
import { orgOf } from './log-source.ts'

/** Null for viewers, and until it is known. */
export const directLink = signal<string | null>(null)

/** Looks whether the visitor belongs to the org of the event. Without a sign-in nothing is asked. */
export async function findDirectLink(event: string): Promise<void> {
  const orgs = session.peek()?.user.orgs ?? []
  if (orgs.length === 0) return
  const slug = await orgOf(event).catch(() => null) // no answer, no link: the page is for viewers
  const membership = orgs.find((org) => org.slug === slug)
  if (mayScore(membership)) directLink.value = `/t/${event}/direct`
}
