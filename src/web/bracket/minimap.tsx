/**
 * The sheet in small, with a frame around the part in sight; a press or drag on it moves there.
 * Hidden from assistive technology: everything it shows is on the sheet, and keys scroll that.
 */
import { useComputed } from '@preact/signals'
import type { Store } from '../tournament/store.ts'
import type { Layout } from './layout.ts'
import type { Viewport } from './viewport.ts'

const widthMax = 190
const heightMax = 170

export function Minimap({ store, layout, viewport }: { store: Store; layout: Layout; viewport: Viewport }) {
  const marks = useComputed(() => {
    const matches = store.rows.value?.m ?? {}
    const path = store.path.value
    const kinds: Record<'coming' | 'done' | 'live' | 'path', string> = { coming: '', done: '', live: '', path: '' }
    for (const { id, x, y, w, h } of layout.boxes.values()) {
      const state = matches[id]?.state
      const kind = state === 'active' || state === 'paused' ? 'live' : state === 'completed' ? 'done' : 'coming'
      kinds[path?.taken.has(id) ? 'path' : kind] += `M${x} ${y}h${w}v${h}h${-w}z`
    }
    return kinds
  })
  const { x, y, w, h } = viewport.seen.value
  const across = Math.min(widthMax, 0.18 * w * viewport.zoom.value)
  if (w === 0 || (w >= layout.width && h >= layout.height)) return null
  const scale = Math.min(across / layout.width, heightMax / layout.height)
  const look = (event: PointerEvent & { currentTarget: SVGSVGElement }) => {
    if (event.buttons !== 1) return
    const map = event.currentTarget.getBoundingClientRect()
    viewport.lookAt((event.clientX - map.left) / scale, (event.clientY - map.top) / scale)
  }
  const [width, height] = [layout.width * scale, layout.height * scale]
  return (
    <svg
      class="minimap"
      aria-hidden="true"
      style={{ width: `${width}px`, height: `${height}px` }}
      viewBox={`0 0 ${layout.width} ${layout.height}`}
      onPointerDown={look}
      onPointerMove={look}
    >
      <path class="is-coming" d={marks.value.coming} />
      <path class="is-done" d={marks.value.done} />
      <path class="is-live" d={marks.value.live} />
      <path class="is-path" d={marks.value.path} />
      <rect class="seen" x={x} y={y} width={w} height={h} stroke-width={2 / scale} />
    </svg>
  )
}
