/**
 * The groups of a round robin in the Bracket tab: of each group who met whom, and the matches of one round, which
 * the arrows and the picker change for all groups at once.
 */
import { useSignal } from '@preact/signals'
import type { Rows, StageRow } from '../../engine/rows.ts'
import { MatchCard } from '../bracket/card.tsx'
import { followed, followLink } from '../tournament/place.ts'
import type { Store } from '../tournament/store.ts'
import { type Group, cellsBetween, groupsOf, roundToShow, roundsOf } from './group-rows.ts'

/** A cross table of more players than this says less than the list of a round. */
const crossMax = 16

export function GroupBoard({ store, rows, stage }: { store: Store; rows: Rows; stage: StageRow }) {
  const groups = groupsOf(rows, stage)
  const rounds = roundsOf(groups)
  const picked = useSignal<number | null>(null)
  const opened = useSignal(roundToShow(groups))
  const round = rounds.find((one) => one === picked.value) ?? opened.value
  const at = rounds.indexOf(round)
  const go = (to: number) => (picked.value = rounds[to] ?? round)
  return (
    <div class="groups">
      <h2 class="unseen" dir="auto">
        {stage.name}
      </h2>
      <div class="round-picker">
        <button type="button" aria-label="Round before" disabled={at <= 0} onClick={() => go(at - 1)}>
          ‹
        </button>
        <select
          aria-label="Round"
          value={String(round)}
          onChange={(event) => (picked.value = Number(event.currentTarget.value))}
        >
          {rounds.map((one) => (
            <option key={one} value={String(one)}>
              {`Round ${one} of ${rounds.length}`}
            </option>
          ))}
        </select>
        <button type="button" aria-label="Round after" disabled={at >= rounds.length - 1} onClick={() => go(at + 1)}>
          ›
        </button>
      </div>
      <div class={`group-list${groups.length === 1 ? ' is-one' : ''}`}>
        {groups.map((group) => (
          <section key={group.letter} class="group" aria-label={group.name || stage.name}>
            {group.name && <h3>{group.name}</h3>}
            {group.players.length <= crossMax && <CrossTable rows={rows} group={group} />}
            <div class="round-cards">
              {group.matches
                .filter((match) => match.round === round)
                .map((match) => (
                  <MatchCard key={match.id} store={store} id={match.id} />
                ))}
            </div>
          </section>
        ))}
      </div>
    </div>
  )
}

function CrossTable({ rows, group }: { rows: Rows; group: Group }) {
  const name = (id: Group['players'][number]) => rows.p[id]?.name ?? 'Unknown player'
  return (
    <div class="cross" role="region" aria-label={`Who met whom${group.name && ` in ${group.name}`}`} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">
              <span class="unseen">Player</span>
            </th>
            {group.players.map((id, at) => (
              <th key={id} scope="col" class="figure">
                <span aria-hidden="true">{at + 1}</span>
                <span class="unseen">{name(id)}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {group.players.map((id, at) => (
            <tr key={id} class={followed.value === id ? 'is-followed' : ''}>
              <th scope="row">
                <a href={followLink(followed.value === id ? null : id)}>
                  <span class="nth" aria-hidden="true">
                    {at + 1}
                  </span>
                  <bdi class="name">{name(id)}</bdi>
                </a>
              </th>
              {group.players.map((other) => (
                <Square key={other} group={group} player={id} other={other} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface SquareProps {
  readonly group: Group
  readonly player: Group['players'][number]
  readonly other: Group['players'][number]
}

function Square({ group, player, other }: SquareProps) {
  if (player === other) return <td class="is-self" />
  return (
    <td class="figure">
      {cellsBetween(group, player, other).map((cell, at) => (
        <span key={at} class={`is-${cell.outcome}`}>
          {cell.text || <span class="unseen">not played yet</span>}
          {cell.spoken && <span class="unseen"> {cell.spoken}</span>}
        </span>
      ))}
    </td>
  )
}
