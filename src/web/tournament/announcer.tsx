/**
 * Reads results aloud to screen readers, at a polite pace: at most one sentence in five seconds, and when more
 * results have come in than that, the first two and the number of the others.
 */
import { useSignal, useSignalEffect } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { MatchRow, Rows } from '../../engine/rows.ts'
import { count } from '../words.ts'
import type { Store } from './store.ts'

const paceMs = 5000

export function Announcer({ store }: { store: Pick<Store, 'rows'> }) {
  const said = useSignal('')
  const known = useRef<Set<string> | null>(null)
  const waiting = useRef<string[]>([])
  useSignalEffect(() => {
    const rows = store.rows.value
    if (!rows) return
    const finished = Object.values(rows.m).filter((match) => match.state === 'completed' && match.kind !== 'bye')
    const before = known.current
    known.current = new Set(finished.map((match) => match.id))
    if (before) waiting.current.push(...finished.filter(({ id }) => !before.has(id)).map((m) => resultWords(rows, m)))
  })
  useEffect(() => {
    const timer = setInterval(() => {
      const [first, second, ...others] = waiting.current.splice(0)
      if (first === undefined) return
      const more = others.length ? `, and ${count(others.length, 'more result')}` : ''
      said.value = [first, second].filter(Boolean).join(' ') + more
    }, paceMs)
    return () => clearInterval(timer)
  }, [])
  return (
    <div class="unseen" aria-live="polite">
      {said.value}
    </div>
  )
}

/** `Anna beats Ben 7 to 3.` */
export function resultWords(rows: Rows, match: MatchRow): string {
  const name = (id: string | undefined) => (id === undefined ? 'nobody' : (rows.p[id]?.name ?? 'somebody'))
  const [a, b] = [name(match.playerA), name(match.playerB)]
  if (match.winner === undefined && match.kind === 'played')
    return `${a} and ${b} draw ${match.scoreA} to ${match.scoreB}.`
  if (match.winner === undefined) return `${a} and ${b}: double forfeit.`
  const [winner, loser] = match.winner === 'a' ? [a, b] : [b, a]
  if (match.kind === 'walkover') return `${winner} goes on by walkover against ${loser}.`
  const [high, low] = match.winner === 'a' ? [match.scoreA, match.scoreB] : [match.scoreB, match.scoreA]
  return `${winner} beats ${loser} ${high} to ${low}.`
}
