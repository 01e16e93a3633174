/**
 * The Bracket tab: of the stage that is looked at the groups, the chips or the drawing; on a narrow page the list of
 * one round with the drawing a button away. An event of several stages has a switch between them.
 */
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Rows, StageRow } from '../../engine/rows.ts'
import { ChipBoard } from '../chips/board.tsx'
import { GroupBoard } from '../groups/board.tsx'
import { StageSwitch } from '../tournament/stage-switch.tsx'
import { takesWords } from '../tournament/stages.ts'
import type { Store } from '../tournament/store.ts'
import { count } from '../words.ts'
import { RoundList } from './round-list.tsx'
import { BracketSheet } from './sheet.tsx'

const narrow = matchMedia('(max-width: 719px)')

export function BracketTab({ store }: { store: Store }) {
  const rows = store.rows.value
  const stage = store.stage.value
  if (rows === null) return null
  return (
    <>
      <StageSwitch store={store} tab="bracket" />
      <StageView store={store} rows={rows} stage={stage} />
    </>
  )
}

function StageView({ store, rows, stage }: { store: Store; rows: Rows; stage: StageRow | null }) {
  if (stage === null || stage.status === 'planned' || stage.status === 'skipped') {
    return <NotDrawn rows={rows} stage={stage} />
  }
  if (stage.queue !== undefined) return <ChipBoard rows={rows} stage={stage} />
  if (stage.type === 'round_robin') return <GroupBoard key={stage.id} store={store} rows={rows} stage={stage} />
  return <Drawing store={store} />
}

function Drawing({ store }: { store: Store }) {
  const isNarrow = useSignal(narrow.matches)
  const wantsDrawing = useSignal(false)
  useEffect(() => {
    const turn = () => (isNarrow.value = narrow.matches)
    narrow.addEventListener('change', turn)
    return () => narrow.removeEventListener('change', turn)
  }, [])
  const sheet = store.sheet.value
  if (!sheet) return null
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

function NotDrawn({ rows, stage }: { rows: Rows; stage: StageRow | null }) {
  const before = Object.values(rows.s).find(({ number }) => number === (stage?.number ?? 1) - 1)
  if (stage !== null && before !== undefined) {
    return (
      <div class="empty">
        <h2>
          <bdi>{stage.name}</bdi> {stage.status === 'skipped' ? 'was not played' : 'has not been drawn yet'}
        </h2>
        <p>
          It takes {takesWords(stage)} of <bdi>{before.name}</bdi> and appears here by itself.
        </p>
      </div>
    )
  }
  const players = Object.keys(rows.p).length
  return (
    <div class="empty">
      <h2>The draw has not been made yet</h2>
      <p>
        {players === 0 ? 'Nobody has entered so far.' : `${count(players, 'player')} entered; see Players.`} The bracket
        appears here by itself.
      </p>
    </div>
  )
}
