/**
 * One match as a card: a caption (number, state, table) above two player rows. A row is a button that lights the
 * player's path. A new score ticks in as one motion; nothing else on the card moves.
 */
import { useComputed } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { follow, followed } from '../tournament/place.ts'
import type { Store } from '../tournament/store.ts'
import type { CardView, SideView } from './card-view.ts'
import type { Box } from './layout.ts'

interface CardProps {
  readonly store: Store
  readonly id: string
  readonly box?: Box
  /** False takes the rows out of the tab order; arrow keys still reach them. */
  readonly isStop?: boolean
}

export function MatchCard({ store, id, box, isStop = true }: CardProps) {
  const view = store.card(id).value
  const part = useComputed(() => {
    const path = store.path.value
    if (!path) return ''
    return path.taken.has(id) ? ' is-taken' : path.ahead.has(id) ? ' is-ahead' : ' is-apart'
  })
  if (!view) return null
  const style = box && { left: `${box.x}px`, top: `${box.y}px`, width: `${box.w}px`, height: `${box.h}px` }
  return (
    <article class={`match is-${view.state}${part.value}`} style={style} aria-label={spoken(view)} data-match={id}>
      <Caption view={view} />
      <div class="pair">
        <SideRow side={view.sides[0]} isStop={isStop} />
        <SideRow side={view.sides[1]} isStop={isStop} />
      </div>
    </article>
  )
}

function spoken(view: CardView): string {
  return [`Match ${view.number}`, view.title, view.note, view.table, view.race].filter(Boolean).join(', ')
}

function Caption({ view }: { view: CardView }) {
  return (
    <div class="caption" aria-hidden="true">
      <span class="number">{view.number}</span>
      {view.title && <span>{view.title}</span>}
      {view.note && <span class="note">{view.note}</span>}
      {view.stream && <span class="stream">Stream</span>}
      {view.table && <span class="plate">{view.table}</span>}
    </div>
  )
}

function SideRow({ side, isStop }: { side: SideView; isStop: boolean }) {
  const { player } = side
  if (player === null) {
    return (
      <div class="side is-awaited">
        <span class="name">{side.name}</span>
      </div>
    )
  }
  const isFollowed = followed.value === player
  return (
    <button
      type="button"
      class={`side${side.won ? ' is-winner' : ''}${side.lost ? ' is-loser' : ''}`}
      tabIndex={isStop ? 0 : -1}
      aria-pressed={isFollowed}
      data-player={player}
      onClick={() => follow(isFollowed ? null : player)}
    >
      <span class="seed">{side.seed}</span>
      <span class="name" dir="auto">
        {side.name}
      </span>
      {side.place && <span class="place">{side.place}</span>}
      <Score value={side.score} />
      {side.won && <span class="unseen">winner</span>}
      {side.race > 0 && side.race <= 15 && <Beads race={side.race} racks={side.score ?? 0} />}
    </button>
  )
}

/** The key makes a changed score a new element, whose arrival is animated; the first one just stands there. */
function Score({ value }: { value: number | null }) {
  const first = useRef(value)
  if (value === null) return null
  return (
    <span key={value} class={`score${first.current === value ? '' : ' is-fresh'}`}>
      {value}
    </span>
  )
}

/** The racks on a wire, as in the hall; the score beside them says the same in a figure. */
function Beads({ race, racks }: { race: number; racks: number }) {
  return (
    <span class="beads" aria-hidden="true">
      {Array.from({ length: race }, (_, i) => (
        <i key={i} class={i < racks ? 'is-won' : ''} />
      ))}
    </span>
  )
}
