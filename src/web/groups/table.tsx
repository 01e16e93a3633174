/**
 * The tables of a round robin in the Standings tab, one for each group: figures, what decided each rank, and who goes
 * on. Whoever goes on is named as such in words; the line under the last of them is a help for the eye.
 */
import type { Rows, StageRow, StandingRow } from '../../engine/rows.ts'
import { followLink } from '../tournament/place.ts'
import { stagesOf, takesWords } from '../tournament/stages.ts'
import { ordinal } from '../words.ts'
import { breakWords, decidedWords, differenceWords, tablesOf } from './group-rows.ts'

export function GroupTables({ rows, stage }: { rows: Rows; stage: StageRow }) {
  const next = stagesOf(rows).find(({ number }) => number === stage.number + 1)
  const tables = [...tablesOf(rows, stage)]
  return (
    <>
      {next?.options.from && (
        <p class="lead">
          {sentence(takesWords(next))}
          {tables.length > 1 ? ' of each group' : ''} go on to <bdi>{next.name}</bdi>.
        </p>
      )}
      <div class={`group-tables${tables.length === 1 ? ' is-one' : ''}`}>
        {tables.map(([letter, lines]) => (
          <section key={letter} class="sheet-of-paper">
            {letter !== '' && <h3>Group {letter}</h3>}
            <GroupTable rows={rows} stage={stage} lines={lines} ranks={next?.options.from?.ranks ?? 0} />
          </section>
        ))}
      </div>
    </>
  )
}

const sentence = (words: string) => words.charAt(0).toUpperCase() + words.slice(1)

interface TableProps {
  readonly rows: Rows
  readonly stage: StageRow
  readonly lines: readonly StandingRow[]
  /** Ranks that go on; 0 where no stage follows. */
  readonly ranks: number
}

function GroupTable({ rows, stage, lines, ranks }: TableProps) {
  const hasDraws = stage.options.draws === true
  const isOpen = stage.options.scoring.kind === 'open'
  return (
    <table class="standings group-table">
      <thead>
        <tr>
          <th scope="col" class="figure rank">
            <abbr title="Rank">#</abbr>
          </th>
          <th scope="col">Player</th>
          <Head short="P" long="Played" />
          <Head short="W" long="Won" isWide />
          {hasDraws && <Head short="D" long="Drawn" isWide />}
          <Head short="L" long="Lost" isWide />
          <Head
            short={isOpen ? 'Goals' : 'Racks'}
            long={isOpen ? 'Goals for and against' : 'Racks for and against'}
            isWide
          />
          <Head short="±" long="Difference" />
          <Head short="Pts" long="Points" />
          <th scope="col" class="is-wide">
            Decided by
          </th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line, at) => (
          <Line key={line.player} rows={rows} line={line} hasDraws={hasDraws} isCut={ranks > 0 && at === ranks - 1} />
        ))}
      </tbody>
    </table>
  )
}

function Head({ short, long, isWide = false }: { short: string; long: string; isWide?: boolean }) {
  return (
    <th scope="col" class={`figure${isWide ? ' is-wide' : ''}`}>
      <abbr title={long}>{short}</abbr>
    </th>
  )
}

interface LineProps {
  readonly rows: Rows
  readonly line: StandingRow
  readonly hasDraws: boolean
  readonly isCut: boolean
}

function Line({ rows, line, hasDraws, isCut }: LineProps) {
  const score = `${line.racksFor}–${line.racksAgainst}`
  const drawn = line.drawn ?? 0
  const short = [`${line.won} won`, hasDraws && `${drawn} drawn`, `${line.lost} lost`, score].filter(Boolean).join(', ')
  const decided = decidedWords(line)
  return (
    <tr class={`${line.qualified === true ? 'goes-on' : ''}${isCut ? ' is-cut' : ''}`}>
      <td class="figure rank">{line.rank}</td>
      <th scope="row">
        <a href={followLink(line.player)}>
          <bdi>{rows.p[line.player]?.name ?? 'Unknown player'}</bdi>
        </a>
        <Fate rows={rows} line={line} />
        <small class="is-narrow">
          {short}
          {decided && line.decidedBy !== 'points' && ` · ${decided}`}
        </small>
      </th>
      <td class="figure">{line.played}</td>
      <td class="figure is-wide">{line.won}</td>
      {hasDraws && <td class="figure is-wide">{drawn}</td>}
      <td class="figure is-wide">{line.lost}</td>
      <td class="figure is-wide">{score}</td>
      <td class="figure">{differenceWords(line)}</td>
      <td class="figure points">{line.points ?? 0}</td>
      <td class="is-wide decided" title={breakWords(line)}>
        {decided}
      </td>
    </tr>
  )
}

/** Who goes on, who has left, and the place of whoever has one. */
function Fate({ rows, line }: { rows: Rows; line: StandingRow }) {
  const status = rows.p[line.player]?.status
  if (status === 'withdrawn') return <span class="fate">Withdrew</span>
  if (status === 'disqualified') return <span class="fate">Disqualified</span>
  if (line.qualified === true) return <span class="fate is-on">Goes on</span>
  return line.place === undefined ? null : <span class="fate">{ordinal(line.place)}</span>
}
