/** The Standings tab: the stage that is looked at; a place is shown once it is certain. */
import type { Rows, StageRow, StandingRow } from '../../engine/rows.ts'
import { GroupTables } from '../groups/table.tsx'
import { ordinal } from '../words.ts'
import { followLink } from './place.ts'
import { StageSwitch } from './stage-switch.tsx'
import type { Store } from './store.ts'

export function StandingsTab({ store }: { store: Store }) {
  const rows = store.rows.value
  const stage = store.stage.value
  if (!rows || !stage) return null
  const isRanked = (rows.st[stage.id]?.length ?? 0) > 0
  return (
    <>
      <StageSwitch store={store} tab="standings" />
      <div class="board">
        <h2>Standings</h2>
        {!isRanked && <p class="lead">Standings appear here as soon as the draw is made.</p>}
        {isRanked && stage.type === 'round_robin' && <GroupTables rows={rows} stage={stage} />}
        {isRanked && stage.type !== 'round_robin' && <Ladder rows={rows} stage={stage} />}
      </div>
    </>
  )
}

function Ladder({ rows, stage }: { rows: Rows; stage: StageRow }) {
  return (
    <section class="sheet-of-paper">
      <table class="standings">
        <thead>
          <tr>
            <th scope="col">Place</th>
            <th scope="col">Player</th>
            <th scope="col" class="figure">
              Won
            </th>
            <th scope="col" class="figure">
              Lost
            </th>
            <th scope="col" class="figure">
              Racks
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.st[stage.id]?.map((line) => (
            <Line key={line.player} rows={rows} line={line} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Line({ rows, line }: { rows: Rows; line: StandingRow }) {
  const medal = line.place === 1 ? 'is-first' : ''
  return (
    <tr class={medal}>
      <td class="place">{line.place === undefined ? <span class="open">in play</span> : ordinal(line.place)}</td>
      <th scope="row">
        <a href={followLink(line.player)} dir="auto">
          {rows.p[line.player]?.name ?? 'Unknown player'}
        </a>
      </th>
      <td class="figure">{line.won}</td>
      <td class="figure">{line.lost}</td>
      <td class="figure">
        {line.racksFor}–{line.racksAgainst}
      </td>
    </tr>
  )
}
