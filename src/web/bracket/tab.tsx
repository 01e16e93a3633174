/**
 * The Bracket tab: chips where they are played for, else the drawing, or on a narrow page the list of one round with
 * the drawing a button away.
 */
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { ChipBoard } from '../chips/board.tsx'
import { chipStage } from '../chips/chip-rows.ts'
import type { Store } from '../tournament/store.ts'
import { RoundList } from './round-list.tsx'
import { BracketSheet } from './sheet.tsx'

const narrow = matchMedia('(max-width: 719px)')

export function BracketTab({ store }: { store: Store }) {
  const isNarrow = useSignal(narrow.matches)
  const wantsDrawing = useSignal(false)
  const wantsChips = useSignal(false)
  useEffect(() => {
    const turn = () => (isNarrow.value = narrow.matches)
    narrow.addEventListener('change', turn)
    return () => narrow.removeEventListener('change', turn)
  }, [])
  const sheet = store.sheet.value
  const rows = store.rows.value
  const chips = rows === null ? undefined : chipStage(rows)
  if (rows !== null && chips !== undefined && (sheet === null || wantsChips.value)) {
    return (
      <>
        <ChipBoard rows={rows} stage={chips} />
        {sheet !== null && <Switch to="Finals" onClick={() => (wantsChips.value = false)} />}
      </>
    )
  }
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
      {chips !== undefined && <Switch to="Chips" onClick={() => (wantsChips.value = true)} />}
      {chips === undefined && isNarrow.value && (
        <Switch
          to={isList ? 'Whole drawing' : 'One round at a time'}
          onClick={() => (wantsDrawing.value = !wantsDrawing.value)}
        />
      )}
    </>
  )
}

function Switch({ to, onClick }: { to: string; onClick: () => void }) {
  return (
    <button type="button" class="switch" onClick={onClick}>
      {to}
    </button>
  )
}
