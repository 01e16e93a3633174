/** What one rack costs on its way to viewers: the frame once per view, and the digest at both ends. */
import { ops, rows } from '../../src/engine/ops.ts'
import type { OrgId } from '../../src/engine/types.ts'
import type { Committed } from '../../src/feed/feed.ts'
import { digestOf, foldFrom, foldOps } from '../../src/live/digest.ts'
import { moveFrame } from '../../src/live/frames.ts'
import { bench } from '../bench.ts'
import { playedTournament } from './played.ts'

/** The last rack of a field of 256, as the feed hands it over. */
function lastRack(seed: number): Committed {
  const { before, state, events } = playedTournament(256, 1500, seed)
  const event = events.at(-1)
  if (!event) throw new Error('nothing was played')
  const { id } = state.tournament
  const orgId = '00000000-0000-4000-8000-000000000002' as OrgId
  const changes = ops(before, state)
  return { orgId, tournamentId: id, version: state.version, epoch: 'e', type: event.type, at: event.at, ops: changes }
}

export const benches = [
  bench({
    name: 'wire.encode one event frame',
    setup: (seed) => [lastRack(seed)],
    run(events, n) {
      let sum = 0
      for (let i = 0; i < n; i++) sum += moveFrame('public', events).text(i).length
      return sum
    },
  }),
  bench({
    name: 'wire.fold one event and its digest, 256 double elimination',
    setup(seed) {
      const { before } = playedTournament(256, 1500, seed)
      return { fold: foldFrom(rows(before)), changes: lastRack(seed).ops }
    },
    run({ fold, changes }, n) {
      let sum = 0
      for (let i = 0; i < n; i++) sum += foldOps(fold, changes).digest
      return sum
    },
  }),
  bench({
    name: 'wire.digest of a whole snapshot, 256 double elimination',
    setup: (seed) => rows(playedTournament(256, 1500, seed).state),
    run(whole, n) {
      let sum = 0
      for (let i = 0; i < n; i++) sum += digestOf(whole)
      return sum
    },
  }),
]
