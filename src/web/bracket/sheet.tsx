/**
 * The drawn bracket: cards on the cloth, connectors behind them, round names that stay in sight, tools and minimap.
 * One card row at a time is in the tab order; arrows go along the bracket from there.
 */
import { useComputed, useSignal, type Signal } from '@preact/signals'
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import type { Sheet, Store } from '../tournament/store.ts'
import { follow } from '../tournament/place.ts'
import { MatchCard } from './card.tsx'
import { Connectors } from './connectors.tsx'
import type { Band } from './layout.ts'
import { Minimap } from './minimap.tsx'
import { Tools } from './tools.tsx'
import { roam } from './roam.ts'
import { Viewport } from './viewport.ts'

/** An A3 page across, in CSS pixels, less its margins and the name of the event. */
const paper = { width: 1500, height: 960 }

export function BracketSheet({ store, sheet }: { store: Store; sheet: Sheet }) {
  const viewport = useMemo(() => new Viewport(), [])
  const frame = useRef<HTMLDivElement>(null)
  const { layout, metrics } = sheet
  const stop = useSignal(middleOf(store) ?? layout.rounds[0]?.ids[0] ?? '')
  const roamed = (event: FocusEvent) => {
    const card = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('[data-match]') : null
    if (card?.dataset['match']) stop.value = card.dataset['match']
  }
  const isFollowing = useComputed(() => store.path.value !== null)
  const jump = (behavior?: ScrollBehavior) => {
    const box = layout.boxes.get(middleOf(store) ?? '')
    if (box) viewport.reveal(box, behavior)
  }
  useEffect(() => (frame.current ? viewport.attach(frame.current) : undefined), [])
  useLayoutEffect(() => viewport.open(layout, undefined), [layout])
  useEffect(() => {
    viewport.open(layout, layout.boxes.get(middleOf(store) ?? ''))
  }, [layout])
  const keys = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === '+' || event.key === '=') viewport.zoomBy(1.2)
    else if (event.key === '-') viewport.zoomBy(1 / 1.2)
    else if (event.key === '0') viewport.fit()
    else if (event.key === 'l') jump()
    else if (event.key === 'Escape') follow(null)
    else roam(event, sheet)
  }
  const size = {
    width: `${layout.width}px`,
    height: `${layout.height}px`,
    '--row': `${metrics.row}px`,
    '--print-zoom': String(Math.min(1, paper.width / layout.width, paper.height / layout.height)),
  }
  return (
    <div class="bracket">
      <div
        class="cloth"
        ref={frame}
        tabIndex={0}
        role="region"
        aria-label="Bracket drawing"
        onKeyDown={keys}
        onFocusIn={roamed}
      >
        <div class={`sheet${isFollowing.value ? ' is-following' : ''}`} style={size}>
          <Connectors store={store} layout={layout} />
          {layout.bands.map((band) => (
            <BandHead key={band.name} band={band} />
          ))}
          {layout.rounds.map((round) => (
            <section key={round.key} aria-label={round.name} class="round">
              {round.ids.map((id) => (
                <PlacedCard key={id} store={store} sheet={sheet} id={id} stop={stop} />
              ))}
            </section>
          ))}
        </div>
      </div>
      <Minimap store={store} layout={layout} viewport={viewport} />
      <Tools store={store} viewport={viewport} onJump={() => jump()} />
    </div>
  )
}

interface PlacedProps {
  readonly store: Store
  readonly sheet: Sheet
  readonly id: string
  /** The card whose rows are in the tab order. */
  readonly stop: Signal<string>
}

function PlacedCard({ store, sheet, id, stop }: PlacedProps) {
  const box = sheet.layout.boxes.get(id)
  const isStop = useComputed(() => stop.value === id)
  return box ? <MatchCard store={store} id={id} box={box} isStop={isStop.value} /> : null
}

/** The card to open at: the end of the followed path, else the middle of what is played, else the last result. */
function middleOf(store: Store): string | undefined {
  const path = store.path.peek()
  if (path) return [...path.taken].at(-1)
  const live = store.live.peek()
  if (live.length > 0) return live[Math.floor(live.length / 2)]?.id
  const matches = Object.values(store.rows.peek()?.m ?? {}).sort((a, b) => a.number - b.number)
  return matches.findLast((match) => match.state === 'completed' && match.kind !== 'bye')?.id
}

function BandHead({ band }: { band: Band }) {
  return (
    <div class="band" style={{ top: `${band.y}px`, height: `${band.h}px` }}>
      <div class="band-head" aria-hidden="true">
        {band.headings.map((heading) => (
          <span key={heading.key} style={{ left: `${heading.x}px`, width: `${heading.w}px` }}>
            {heading.name}
          </span>
        ))}
      </div>
    </div>
  )
}
