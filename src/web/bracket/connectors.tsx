/**
 * All connectors as four SVG paths: every line, those already travelled, and the followed player's way behind
 * and ahead. Four elements instead of one per line keep a sheet of 128 players light.
 */
import { useComputed } from '@preact/signals'
import type { Store } from '../tournament/store.ts'
import type { Layout } from './layout.ts'

export function Connectors({ store, layout }: { store: Store; layout: Layout }) {
  const wins = layout.connectors.filter((line) => line.kind === 'win')
  const every = wins.map((line) => line.d).join('')
  const travelled = useComputed(() => {
    const matches = store.rows.value?.m
    return wins
      .filter((line) => matches?.[line.from]?.state === 'completed')
      .map((line) => line.d)
      .join('')
  })
  const way = useComputed(() => {
    const path = store.path.value
    const steps = path ? layout.connectors.filter((line) => path.steps.has(`${line.from} ${line.to}`)) : []
    const isTaken = (line: (typeof steps)[number]) => path?.taken.has(line.to)
    const draw = (lines: typeof steps) => lines.map((line) => line.d).join('')
    return {
      taken: draw(steps.filter((line) => isTaken(line) && line.kind === 'win')),
      dropped: draw(steps.filter((line) => isTaken(line) && line.kind === 'drop')),
      ahead: draw(steps.filter((line) => !isTaken(line))),
    }
  })
  return (
    <svg class="connectors" viewBox={`0 0 ${layout.width} ${layout.height}`} aria-hidden="true">
      <path class="line" d={every} />
      <path class="line is-travelled" d={travelled.value} />
      <path class="line is-ahead" d={way.value.ahead} />
      <path class="line is-dropped" d={way.value.dropped} />
      <path class="line is-taken" d={way.value.taken} />
    </svg>
  )
}
