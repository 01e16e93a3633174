/** Decisions about lots: who of those whom nothing separates stands before whom. Drawn once, stored in the event. */
import { hasLeft, stageOf } from '../lookup.ts'
import type { DecideContext, Decision } from '../messages.ts'
import { generator, shuffle } from '../random.ts'
import { tiedSets } from '../stages/source.ts'
import type { PlayerId, State } from '../types.ts'
import { accept, nameOf, refuse } from './answer.ts'

/** Lots between `players`, who must be tied with each other, or between all who are tied in the stage. */
export function lot(
  state: State,
  number: number,
  players: readonly PlayerId[] | undefined,
  ctx: DecideContext,
): Decision {
  const stage = stageOf(state, number)
  if (stage === undefined) return refuse('not_found', `There is no stage ${number}.`, 'stage')
  const { name, status } = state.tournament
  if (status !== 'active' && status !== 'paused' && status !== 'completed') {
    return refuse('tournament_not_active', `${name} is not under way; there is nothing to draw lots for.`)
  }
  if (stage.status !== 'completed') {
    return refuse('ranks_not_final', `${stage.name} is still being played; lots are drawn when all is played.`, 'stage')
  }
  const next = stageOf(state, number + 1)
  if (next !== undefined && next.status !== 'planned') {
    return refuse('later_play', `${next.name} is drawn from ${stage.name}; its ranks stand.`, 'stage')
  }
  const tied = tiedSets(state, stage)
  const staying = (set: readonly PlayerId[]) => set.filter((id) => !hasLeft(state, id))
  // Who has left is in the lot, but nobody has to name him.
  const isWanted = (set: readonly PlayerId[]) =>
    players === undefined || isSame(set, players) || isSame(staying(set), players)
  const wanted = tied.filter(isWanted)
  if (wanted.length === 0) {
    const names = (players ?? []).map((id) => nameOf(state, id)).join(' and ')
    const detail = players === undefined ? `Nobody is tied in ${stage.name}.` : `${names} are not tied.`
    return refuse('not_tied', detail, 'players')
  }
  const next32 = generator(ctx.drawSeed)
  return accept(ctx, 'lot.drawn', { stage: number, lots: wanted.map((set) => shuffle(next32, set)) })
}

function isSame(a: readonly PlayerId[], b: readonly PlayerId[]): boolean {
  return a.length === b.length && a.every((id) => b.includes(id))
}
