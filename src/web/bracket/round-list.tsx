/**
 * The bracket on a phone: one round at a time as a list of full-size cards, instead of a shrunken drawing.
 * A swipe or the two arrows go to the round beside it, the picker to any.
 */
import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { Sheet, Store } from '../tournament/store.ts'
import { count } from '../words.ts'
import { MatchCard } from './card.tsx'
import type { Round } from './rounds.ts'

const swipeMin = 56

export function RoundList({ store, sheet }: { store: Store; sheet: Sheet }) {
  const { rounds } = sheet.layout
  const picked = useSignal<string | null>(null)
  const direction = useRef('')
  const start = useRef({ x: 0, y: 0 })
  const key = picked.value ?? busiest(store, rounds)
  const at = Math.max(
    0,
    rounds.findIndex((round) => round.key === key),
  )
  const round = rounds[at]
  if (!round) return null
  const go = (to: number) => {
    const goal = rounds[to]
    if (!goal) return
    direction.current = to > at ? ' from-right' : ' from-left'
    picked.value = goal.key
  }
  const swipe = ({ changedTouches: [touch] }: TouchEvent) => {
    const dx = (touch?.clientX ?? 0) - start.current.x
    const dy = (touch?.clientY ?? 0) - start.current.y
    if (Math.abs(dx) > swipeMin && Math.abs(dx) > 2 * Math.abs(dy)) go(dx < 0 ? at + 1 : at - 1)
  }
  return (
    <div class="round-list">
      <div class="round-picker">
        <button type="button" aria-label="Round before" disabled={at === 0} onClick={() => go(at - 1)}>
          ‹
        </button>
        <select aria-label="Round" value={round.key} onChange={(event) => (picked.value = event.currentTarget.value)}>
          {rounds.map((one) => (
            <option key={one.key} value={one.key}>
              {one.name + liveWords(store, one)}
            </option>
          ))}
        </select>
        <button type="button" aria-label="Round after" disabled={at === rounds.length - 1} onClick={() => go(at + 1)}>
          ›
        </button>
      </div>
      <section
        key={round.key}
        class={`round-cards${direction.current}`}
        aria-label={round.name}
        onTouchStart={({ touches: [touch] }) => (start.current = { x: touch?.clientX ?? 0, y: touch?.clientY ?? 0 })}
        onTouchEnd={swipe}
      >
        {round.ids.map((id) => (
          <MatchCard key={id} store={store} id={id} />
        ))}
      </section>
    </div>
  )
}

function liveWords(store: Store, round: Round): string {
  const live = store.live.value.filter((match) => round.ids.includes(match.id)).length
  return live ? ` · ${live} live` : ` · ${count(round.ids.length, 'match', 'matches')}`
}

/** The round to open with: most matches being played, else the first unfinished one, else the last. */
function busiest(store: Store, rounds: readonly Round[]): string | undefined {
  const live = store.live.peek()
  const matches = store.rows.peek()?.m ?? {}
  const playing = (round: Round) => live.filter((match) => round.ids.includes(match.id)).length
  const most = rounds.toSorted((a, b) => playing(b) - playing(a))[0]
  if (most && playing(most) > 0) return most.key
  const open = rounds.find((round) => round.ids.some((id) => ['ready', 'assigned'].includes(matches[id]?.state ?? '')))
  return (open ?? rounds.findLast((round) => round.ids.some((id) => matches[id]?.state === 'completed')) ?? rounds[0])
    ?.key
}
