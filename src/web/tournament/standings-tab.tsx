/** The Standings tab: one table per stage, the last stage first; a place is shown once it is certain. */
import type { Rows, StandingRow } from '../../engine/rows.ts'
import { ordinal } from '../words.ts'
import { followLink } from './place.ts'
import type { Store } from './store.ts'

export function StandingsTab({ store }: { store: Store }) {
  const rows = store.rows.value
  if (!rows) return null
  const stages = Object.values(rows.s).sort((a, b) => b.number - a.number)
  const ranked = stages.filter((stage) => (rows.st[stage.id]?.length ?? 0) > 0)
  return (
    <div class="board">
      <h2>Standings</h2>
      {ranked.length === 0 && <p class="lead">Standings appear here as soon as the draw is made.</p>}
      {ranked.map((stage) => (
        <section key={stage.id} class="sheet-of-paper">
          {stages.length > 1 && <h3 dir="auto">{stage.name}</h3>}
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
      ))}
    </div>
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
