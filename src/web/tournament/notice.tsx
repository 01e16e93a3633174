/**
 * What the page says when it cannot show the present: it never goes blank and never only spins.
 * A short loss of the line is not worth a word; the notice waits two seconds.
 */
import { useComputed, useSignal, useSignalEffect } from '@preact/signals'
import { clockWords } from '../words.ts'
import type { Store } from './store.ts'

type Connection = Pick<Store, 'rows' | 'status' | 'since'>

const patienceMs = 2000

export function Notice({ store }: { store: Connection }) {
  const isPatient = useSignal(true)
  const isBehind = useComputed(() => store.rows.value !== null && store.status.value !== 'live')
  useSignalEffect(() => {
    isPatient.value = true
    if (!isBehind.value) return undefined
    const timer = setTimeout(() => (isPatient.value = false), patienceMs)
    return () => clearTimeout(timer)
  })
  const text = isBehind.value && !isPatient.value ? words(store) : null
  return (
    <div class="notice" role="status">
      {text && <p>{text}</p>}
    </div>
  )
}

function words(store: Connection): string {
  const since = clockWords(new Date(store.since.value ?? Date.now()))
  switch (store.status.value) {
    case 'gone':
      return 'This event is no longer shown to the public. What you see is how it was last.'
    case 'offline':
      return `Offline since ${since}. Scores are as they were then; the page will catch up by itself.`
    default:
      return 'Connected again, catching up with the latest scores.'
  }
}

/** Before the first rows: an empty sheet, and words. */
export function Waiting() {
  return (
    <div class="waiting">
      <p>Racking up: the bracket is on its way.</p>
      <div class="ghosts" aria-hidden="true">
        {Array.from({ length: 12 }, (_, i) => (
          <i key={i} />
        ))}
      </div>
    </div>
  )
}

export function Missing() {
  return (
    <div class="empty">
      <h2>No such event</h2>
      <p>It may have been removed, or the link is not complete.</p>
      <p>
        <a href="/">See what is being played</a>
      </p>
    </div>
  )
}
