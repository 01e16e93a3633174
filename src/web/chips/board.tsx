/**
 * The board of a chip event: matches at the tables, the queue, and every player with his chips as discs.
 * A disc is never the only sign: the number stands beside the row of them.
 */
import type { MatchRow, Rows, StageRow } from '../../engine/rows.ts'
import { followLink } from '../tournament/place.ts'
import { count, tableWords } from '../words.ts'
import { type ChipPlayer, chipPlayers, openMatches } from './chip-rows.ts'

/** More discs than this say less than the figure beside them. */
const discsMax = 12

export function ChipBoard({ rows, stage }: { rows: Rows; stage: StageRow }) {
  const players = chipPlayers(rows, stage)
  const matches = openMatches(rows, stage)
  const queue = stage.queue ?? []
  const isLives = stage.type === 'chip_lives'
  const left = players.filter((player) => player.state !== 'out')
  const chips = left.reduce((sum, player) => sum + player.chips, 0)
  const round = Math.max(0, ...Object.values(rows.m).flatMap((m) => (m.stage === stage.number ? m.round : [])))
  const standing = isLives ? `${left.length} of ${count(players.length, 'player')} still in` : `Round ${round}`
  return (
    <div class="board chips-board">
      <h2>{isLives ? 'Chips' : `Chips after ${count(round, 'round')}`}</h2>
      <p class="lead">
        {standing} · {count(chips, 'chip')} on the floor
      </p>
      {matches.length > 0 && (
        <ul class="hall chip-hall" aria-label="Matches being played">
          {matches.map((match) => (
            <ChipMatch key={match.id} rows={rows} match={match} />
          ))}
        </ul>
      )}
      {queue.length > 0 && stage.status !== 'completed' && (
        <section aria-label="Queue">
          <h3 class="chip-heading">In line</h3>
          <ol class="chip-queue">
            {queue.map((id) => (
              <li key={id}>
                <a href={followLink(id)} dir="auto">
                  {rows.p[id]?.name ?? 'Unknown player'}
                </a>
              </li>
            ))}
          </ol>
        </section>
      )}
      <h3 class="chip-heading">Players</h3>
      <ol class="chip-players sheet-of-paper">
        {players.map((player) => (
          <PlayerLine key={player.id} player={player} />
        ))}
      </ol>
    </div>
  )
}

function ChipMatch({ rows, match }: { rows: Rows; match: MatchRow }) {
  const table = match.table === undefined ? undefined : rows.tb[match.table]
  const isLive = match.state === 'active' || match.state === 'paused'
  return (
    <li class={`table is-${isLive ? 'live' : 'called'}`}>
      <h4>
        <span dir="auto">{table ? tableWords(table.label) : 'Any free table'}</span>
        {table?.stream && <span class="stream">On stream</span>}
      </h4>
      <div class="on-table">
        <Seat rows={rows} id={match.playerA} score={match.scoreA} />
        <Seat rows={rows} id={match.playerB} score={match.scoreB} />
        <p class="meta">
          Match {match.number}
          {match.raceA !== undefined && match.raceA > 1 && ` · race to ${match.raceA}`}
          {isLive ? (match.state === 'paused' ? ' · paused' : ' · being played') : ' · about to begin'}
        </p>
      </div>
    </li>
  )
}

function Seat({ rows, id, score }: { rows: Rows; id: MatchRow['playerA']; score: number }) {
  const player = id === undefined ? undefined : rows.p[id]
  return (
    <p class="seat">
      {player ? (
        <a href={followLink(player.id)} dir="auto">
          {player.name}
        </a>
      ) : (
        <span>–</span>
      )}
      <span class="chip-count">{count(player?.chips ?? 0, 'chip')}</span>
      <strong class="score">{score}</strong>
    </p>
  )
}

function PlayerLine({ player }: { player: ChipPlayer }) {
  const { chips, lost, streak, state, words } = player
  return (
    <li class={`is-${state}`}>
      <span class="rank">{player.rank}</span>
      <a class="name" href={followLink(player.id)}>
        <bdi>{player.name}</bdi>
      </a>
      <span class="discs" aria-hidden="true">
        {chips + lost <= discsMax && [
          ...Array.from({ length: chips }, (_, k) => <i key={`held ${k}`} class="disc" />),
          ...Array.from({ length: lost }, (_, k) => <i key={`lost ${k}`} class="disc is-lost" />),
        ]}
      </span>
      <span class="held">
        {chips}
        <span class="unseen"> {chips === 1 ? 'chip' : 'chips'}</span>
      </span>
      <span class="where">
        {words}
        {streak > 1 && state !== 'out' && <span class="streak">{streak} in a row</span>}
      </span>
    </li>
  )
}
