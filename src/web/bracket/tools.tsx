/** The buttons over the sheet; each has a key that does the same while the sheet has the focus. */
import { useComputed } from '@preact/signals'
import { follow } from '../tournament/place.ts'
import type { Store } from '../tournament/store.ts'
import type { Viewport } from './viewport.ts'

export function Tools({ store, viewport, onJump }: { store: Store; viewport: Viewport; onJump: () => void }) {
  const playing = useComputed(() => store.live.value.length)
  const isFollowing = useComputed(() => store.path.value !== null)
  const percent = Math.round(viewport.zoom.value * 100)
  return (
    <div class="tools" role="group" aria-label="View of the bracket">
      <button type="button" aria-label="Zoom out" aria-keyshortcuts="-" onClick={() => viewport.zoomBy(1 / 1.2)}>
        −
      </button>
      <button type="button" class="wide" aria-keyshortcuts="0" onClick={() => viewport.fit()}>
        Fit <small>{percent}%</small>
      </button>
      <button type="button" aria-label="Zoom in" aria-keyshortcuts="+" onClick={() => viewport.zoomBy(1.2)}>
        +
      </button>
      {playing.value > 0 && (
        <button type="button" class="wide is-live" aria-keyshortcuts="l" onClick={onJump}>
          <i class="pulse" /> {playing.value} live
        </button>
      )}
      {isFollowing.value && (
        <button type="button" class="wide" aria-keyshortcuts="Escape" onClick={() => follow(null)}>
          Show all
        </button>
      )}
    </div>
  )
}
