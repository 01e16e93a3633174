/** The Bracket tab: the drawing, or on a narrow page the list of one round with the drawing a button away. */
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Store } from '../tournament/store.ts'
import { RoundList } from './round-list.tsx'
import { BracketSheet } from './sheet.tsx'

const narrow = matchMedia('(max-width: 719px)')

export function BracketTab({ store }: { store: Store }) {
  const isNarrow = useSignal(narrow.matches)
  const wantsDrawing = useSignal(false)
  useEffect(() => {
    const turn = () => (isNarrow.value = narrow.matches)
    narrow.addEventListener('change', turn)
    return () => narrow.removeEventListener('change', turn)
  }, [])
  const sheet = store.sheet.value
  if (!sheet) {
    const players = Object.keys(store.rows.value?.p ?? {}).length
    return (
      <div class="empty">
        <h2>The draw has not been made yet</h2>
        <p>
          {players === 0 ? 'Nobody has entered so far.' : `${players} have entered; see Players.`} The bracket appears
          here by itself.
        </p>
      </div>
    )
  }
  const isList = isNarrow.value && !wantsDrawing.value
  return (
    <>
      <h2 class="unseen">Bracket</h2>
      {isList ? <RoundList store={store} sheet={sheet} /> : <BracketSheet store={store} sheet={sheet} />}
      {isNarrow.value && (
        <button type="button" class="switch" onClick={() => (wantsDrawing.value = !wantsDrawing.value)}>
          {isList ? 'Whole drawing' : 'One round at a time'}
        </button>
      )}
    </>
  )
}
