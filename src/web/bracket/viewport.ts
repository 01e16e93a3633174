/**
 * Zoom and pan of the sheet. Panning is the browser's own scrolling, so wheel, touch, keys and focus work as
 * everywhere; zooming sets CSS `zoom` on the sheet, which keeps text sharp and headings sticky.
 * Owns no drawing; the minimap reads `seen`, the part of the sheet in sight, in sheet coordinates.
 */
import { signal, type ReadonlySignal } from '@preact/signals'
import type { Box, Layout } from './layout.ts'

interface Rect {
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
}

const least = 0.2
const most = 2.5
/** Below this the names cannot be read: the sheet opens no smaller and shows a part of itself instead. */
const legible = 0.8
const roomy = 1.5
/** Frames wider than this hang on a wall and are read from afar. */
const wall = 2400

export class Viewport {
  readonly #zoom = signal(1)
  readonly #seen = signal<Rect>({ x: 0, y: 0, w: 0, h: 0 })
  #frame: HTMLElement | null = null
  #sheet: HTMLElement | null = null
  #size = { width: 1, height: 1 }

  get zoom(): ReadonlySignal<number> {
    return this.#zoom
  }

  get seen(): ReadonlySignal<Rect> {
    return this.#seen
  }

  /** Takes the scrolling frame, whose only child is the sheet; returns the way to let go. */
  attach(frame: HTMLElement): () => void {
    this.#frame = frame
    this.#sheet = frame.firstElementChild as HTMLElement
    const stop = new AbortController()
    const on = { signal: stop.signal }
    frame.addEventListener('scroll', () => this.#look(), { ...on, passive: true })
    frame.addEventListener('wheel', (event) => this.#wheel(event), { ...on, passive: false })
    frame.addEventListener('pointerdown', (event) => this.#grab(event), on)
    const pinch = new Pinch((x, y, factor) => this.zoomAt(x, y, this.#zoom.peek() * factor))
    frame.addEventListener('touchstart', (event) => pinch.start(event), { ...on, passive: true })
    frame.addEventListener('touchmove', (event) => pinch.move(event), { ...on, passive: false })
    const sizes = new ResizeObserver(() => this.#look())
    sizes.observe(frame)
    return () => {
      stop.abort()
      sizes.disconnect()
    }
  }

  /** The whole sheet if it can be read, else its width or what can be read of it, with a card in the middle. */
  open(layout: Layout, focus: Box | undefined): void {
    this.#size = layout
    if (!this.#frame) return
    const { clientWidth, clientHeight } = this.#frame
    const across = clientWidth / layout.width
    const whole = Math.min(across, clientHeight / layout.height)
    const natural = Math.max(1, clientWidth / wall)
    this.#apply(whole >= legible ? Math.min(roomy, whole) : Math.max(legible, Math.min(across, natural)))
    if (focus) this.reveal(focus, 'instant')
    this.#look()
  }

  /** Shows the full width around the middle of what is in sight. */
  fit(): void {
    if (!this.#frame) return
    const across = this.#frame.clientWidth / this.#size.width
    this.zoomBy(Math.min(across, roomy) / this.#zoom.peek())
    this.#frame.scrollTo({ left: 0, behavior: 'instant' })
  }

  zoomBy(factor: number): void {
    if (!this.#frame) return
    const { left, top, width, height } = this.#frame.getBoundingClientRect()
    this.zoomAt(left + width / 2, top + height / 2, this.#zoom.peek() * factor)
  }

  /** Zooms so that the point of the sheet under (x, y) of the window stays there. */
  zoomAt(x: number, y: number, zoom: number): void {
    if (!this.#frame || !this.#sheet) return
    const before = this.#sheet.getBoundingClientRect()
    const [px, py] = [(x - before.left) / this.#zoom.peek(), (y - before.top) / this.#zoom.peek()]
    this.#apply(zoom)
    const after = this.#sheet.getBoundingClientRect()
    const now = this.#zoom.peek()
    this.#frame.scrollBy({ left: after.left + px * now - x, top: after.top + py * now - y, behavior: 'instant' })
    this.#look()
  }

  /** Brings a card to the middle. */
  reveal(box: Box, behavior: ScrollBehavior = 'smooth'): void {
    this.lookAt(box.x + box.w / 2, box.y + box.h / 2, behavior)
  }

  /** Brings a point of the sheet to the middle. */
  lookAt(x: number, y: number, behavior: ScrollBehavior = 'instant'): void {
    if (!this.#frame || !this.#sheet) return
    const [frame, sheet, zoom] = [
      this.#frame.getBoundingClientRect(),
      this.#sheet.getBoundingClientRect(),
      this.#zoom.peek(),
    ]
    const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches
    this.#frame.scrollBy({
      left: sheet.left + x * zoom - frame.left - frame.width / 2,
      top: sheet.top + y * zoom - frame.top - frame.height / 2,
      behavior: isCalm ? 'instant' : behavior,
    })
  }

  #apply(zoom: number): void {
    this.#zoom.value = Math.min(most, Math.max(least, zoom))
    if (this.#sheet) this.#sheet.style.zoom = String(this.#zoom.peek())
  }

  #look(): void {
    if (!this.#frame || !this.#sheet) return
    const [frame, sheet, zoom] = [
      this.#frame.getBoundingClientRect(),
      this.#sheet.getBoundingClientRect(),
      this.#zoom.peek(),
    ]
    this.#seen.value = {
      x: (frame.left - sheet.left) / zoom,
      y: (frame.top - sheet.top) / zoom,
      w: frame.width / zoom,
      h: frame.height / zoom,
    }
  }

  #wheel(event: WheelEvent): void {
    if (!event.ctrlKey && !event.metaKey) return
    event.preventDefault()
    this.zoomAt(event.clientX, event.clientY, this.#zoom.peek() * Math.exp(-event.deltaY / 300))
  }

  /** Dragging with the mouse; fingers scroll by themselves. */
  #grab(down: PointerEvent): void {
    const frame = this.#frame
    if (!frame || down.pointerType !== 'mouse' || down.button !== 0) return
    const from = { left: frame.scrollLeft, top: frame.scrollTop }
    const stop = new AbortController()
    const move = (event: PointerEvent) => {
      const [dx, dy] = [event.clientX - down.clientX, event.clientY - down.clientY]
      if (Math.hypot(dx, dy) > 4) frame.classList.add('is-dragged')
      frame.scrollTo({ left: from.left - dx, top: from.top - dy, behavior: 'instant' })
    }
    const drop = () => {
      stop.abort()
      // After the click that ends the drag, which must not light a path.
      requestAnimationFrame(() => frame.classList.remove('is-dragged'))
    }
    addEventListener('pointermove', move, { signal: stop.signal })
    addEventListener('pointerup', drop, { signal: stop.signal })
    addEventListener('pointercancel', drop, { signal: stop.signal })
  }
}

/** Two fingers: calls back with their middle and the change of their distance. */
class Pinch {
  #span = 0
  readonly #onZoom: (x: number, y: number, factor: number) => void

  constructor(onZoom: (x: number, y: number, factor: number) => void) {
    this.#onZoom = onZoom
  }

  start(event: TouchEvent): void {
    this.#span = spanOf(event.touches)
  }

  move(event: TouchEvent): void {
    const [one, two] = event.touches
    if (!one || !two || this.#span === 0) return
    event.preventDefault()
    const span = spanOf(event.touches)
    this.#onZoom((one.clientX + two.clientX) / 2, (one.clientY + two.clientY) / 2, span / this.#span)
    this.#span = span
  }
}

function spanOf([one, two]: TouchList): number {
  return one && two ? Math.hypot(one.clientX - two.clientX, one.clientY - two.clientY) : 0
}
