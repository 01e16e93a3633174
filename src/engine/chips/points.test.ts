import { describe, expect, test } from 'bun:test'
import { fold } from '../fold.ts'
import { type Director, chance, newPlayer, playerId, started } from '../laws/director.ts'
import { isCompetitionRanking, stepFaults } from '../laws/checks.ts'
import { applyOps, ops, rows } from '../ops.ts'
import type { ChipPointsOptions, PlayerId, State } from '../types.ts'
import { roundPairs } from './pairing.ts'
import { pointsStandings } from './points-ranking.ts'

const draw = { type: 'round.draw', stage: 1 } as const
const apply = { type: 'finals.apply', stage: 1 } as const

function evening(players: number, chipPoints: ChipPointsOptions = {}, drawSeed = 1): Director {
  const scoring = { kind: 'race', raceTo: 1 } as const
  return started({ type: 'chip_points', players, drawSeed, options: { scoring, chipPoints } })
}

/** Plays every open match; side `a` wins unless said otherwise. */
function playRound(director: Director, isA: () => boolean = () => true): void {
  for (const match of director.state.matches) {
    if (match.state === 'ready') director.wins(match.ref, isA() ? 'a' : 'b')
  }
}

const chips = (state: State) => state.players.map((player) => player.chips)
const pairsOf = (state: State, round: number) =>
  state.matches
    .filter((match) => match.round === round && match.stage === 1)
    .map((match) => match.slots.map((slot) => slot.player))
const ranks = (state: State) => {
  const [stage] = state.stages
  return stage === undefined ? [] : pointsStandings(state, stage).map(({ player, rank }) => [player, rank])
}

describe('rounds', () => {
  test('bring chips to both sides, and to one who rests those of a win', () => {
    const director = evening(5, { rounds: 2, pairing: 'rating' })
    director.does(draw)
    expect(pairsOf(director.state, 1)).toEqual([
      [playerId(1), playerId(2)],
      [playerId(3), playerId(4)],
      [playerId(5), null],
    ])
    expect(director.state.matches.map(({ round, position }) => [round, position])).toEqual([
      [1, 1],
      [1, 2],
      [1, 3],
    ])
    playRound(director)

    expect(chips(director.state)).toEqual([3, 1, 3, 1, 3])
  })

  test('leave the stage drawn until the first rack falls, and under way between two rounds', () => {
    const director = evening(4, { rounds: 2, pairing: 'rating' })
    expect(director.state.stages[0]?.status).toBe('drawn')
    director.does(draw)
    expect(director.state.stages[0]?.status).toBe('drawn')
    playRound(director)

    expect(director.state.stages[0]?.status).toBe('active')
  })

  test('meet nobody twice and rest nobody twice', () => {
    for (const players of [4, 5, 6, 7, 8]) {
      const director = evening(players, { rounds: 3, pairing: 'random', finalsCount: 0 }, players)
      for (let round = 1; round <= 3; round++) {
        director.does(draw)
        playRound(director)
      }
      const pairs = director.state.matches.map((match) =>
        match.slots
          .map((slot) => slot.player ?? 'bye')
          .sort()
          .join(),
      )
      expect(new Set(pairs).size).toBe(pairs.length)
    }
  })

  test('of a round robin are all those of the printed table, and then the same again', () => {
    const director = evening(6, { rounds: 6, pairing: 'round_robin', allowRematch: true })
    const table = []
    for (let round = 1; round <= 6; round++) {
      director.does(draw)
      table.push(pairsOf(director.state, round).map((pair) => pair.map((id) => id?.replace('player-', '')).join('-')))
      playRound(director)
    }

    expect(table).toEqual([
      ['1-6', '2-5', '3-4'],
      ['6-4', '5-3', '1-2'],
      ['2-6', '3-1', '4-5'],
      ['6-5', '1-4', '2-3'],
      ['3-6', '4-2', '5-1'],
      ['1-6', '2-5', '3-4'],
    ])
  })

  test('of a round robin keep the pairs of the table that are still there when somebody has left', () => {
    const director = evening(6, { rounds: 2, pairing: 'round_robin', allowRematch: true })
    director.does({ type: 'player.withdraw', player: playerId(5) })
    director.does(draw)

    expect(pairsOf(director.state, 1)).toEqual([
      [playerId(1), playerId(6)],
      [playerId(3), playerId(4)],
      [playerId(2), null],
    ])
  })

  test('of a round robin are those of the Berger tables', () => {
    const director = evening(4, { rounds: 3, pairing: 'round_robin' })
    director.does(draw)

    expect(pairsOf(director.state, 1)).toEqual([
      [playerId(1), playerId(4)],
      [playerId(2), playerId(3)],
    ])
  })

  test('are refused before the last is played, after the last of all, and without a pairing left', () => {
    const director = evening(2, { rounds: 2, finalsCount: 0 })
    director.does(draw)
    expect(director.tries(draw)?.code).toBe('illegal_transition')
    playRound(director)
    expect(director.tries(draw)?.detail).toContain('without a rematch')
    expect(director.tries({ type: 'tournament.complete' })?.code).toBe('illegal_transition')

    const again = evening(2, { rounds: 1, allowRematch: true })
    again.does(draw)
    playRound(again)
    expect(again.tries(draw)?.code).toBe('already_drawn')
  })

  test('are refused for other formats and stages', () => {
    const lives = started({ type: 'chip_lives', players: 4 })

    expect(lives.tries(draw)?.code).toBe('illegal_transition')
    expect(lives.tries({ ...draw, stage: 2 })?.code).toBe('not_found')
    expect(lives.tries(apply)?.code).toBe('illegal_transition')
  })

  test('leave out who has left', () => {
    const director = evening(5, { rounds: 3, pairing: 'rating' })
    director.does({ type: 'player.withdraw', player: playerId(2) })
    director.does(draw)

    expect(pairsOf(director.state, 1).flat()).not.toContain(playerId(2))
    expect(director.tries({ type: 'player.add', players: [newPlayer(9)] })?.code).toBe('registration_closed')
  })

  test('go back where the rest cannot be paired', () => {
    const [a, b, c, d] = [1, 2, 3, 4].map(playerId) as [PlayerId, PlayerId, PlayerId, PlayerId]
    const met = new Set([`${c} ${d}`])
    const haveMet = (x: PlayerId, y: PlayerId) => met.has(`${x} ${y}`) || met.has(`${y} ${x}`)
    const drawn = roundPairs({ players: [a, b, c, d], hadBye: new Set(), haveMet })

    expect(drawn?.pairs).toEqual([
      [a, c],
      [b, d],
    ])
    expect(roundPairs({ players: [a], hadBye: new Set([a]), haveMet })).toBeNull()
  })
})

describe('the ranking', () => {
  function tied(tieBreak: 'h2h' | 'rating'): Director {
    const director = evening(4, { rounds: 2, finalsCount: 0, pairing: 'round_robin', tieBreak })
    for (const [number, rating] of [
      [1, 500],
      [2, 700],
      [3, 600],
      [4, 400],
    ] as const) {
      director.does({ type: 'player.edit', player: playerId(number), edit: { rating } })
    }
    director.does(draw) // 1-4, 2-3
    director.wins('C1', 'a')
    director.wins('C2', 'a')
    director.does(draw) // 4-3, 1-2
    const last = director.state.matches.filter((match) => match.round === 2)
    for (const match of last) {
      const isFirst = match.slots.some((slot) => slot.player === playerId(1))
      const winner = isFirst ? playerId(1) : playerId(3)
      director.wins(match.ref, match.slots[0].player === winner ? 'a' : 'b')
    }
    return director
  }

  test('is by chips, then by the tie-break over the tied set', () => {
    // Chips: 1 has 6, 2 and 3 have 4, 4 has 2; 2 beat 3 and is rated higher.
    expect(ranks(tied('h2h').state)).toEqual([
      [playerId(1), 1],
      [playerId(2), 2],
      [playerId(3), 3],
      [playerId(4), 4],
    ])
    const state = tied('rating').state
    expect(ranks(state).map(([id]) => id)).toEqual([1, 2, 3, 4].map(playerId))
    expect(state.tournament.status).toBe('completed')
    expect(state.players.map((player) => player.place)).toEqual([1, 2, 3, 4])
  })

  test('counts chips given by hand, never below zero', () => {
    const director = evening(4, { rounds: 1, pairing: 'rating' })
    const adjust = { type: 'player.adjust', player: playerId(2), reason: 'late' } as const
    director.does(draw)
    playRound(director)

    expect(director.tries({ ...adjust, delta: -2 })?.code).toBe('chips_below_zero')
    director.does({ ...adjust, delta: -1 })
    expect(chips(director.state)).toEqual([3, 0, 3, 1])
  })
})

describe('the finals', () => {
  test('are a stage of their own, seeded by rank, and decide the places', () => {
    const director = evening(6, { rounds: 1, finalsCount: 4, pairing: 'rating', tieBreak: 'rating' })
    expect(director.tries(apply)?.code).toBe('ranks_not_final')
    director.does(draw)
    playRound(director)
    expect(director.state.tournament.status).toBe('active')
    director.does({ ...apply, format: 'double_elimination' })
    expect(director.tries(apply)?.code).toBe('already_drawn')

    const [first, finals] = director.state.stages
    expect([first?.status, finals?.status, finals?.type]).toEqual(['completed', 'drawn', 'double_elimination'])
    expect(finals?.order.slice(0, 3)).toEqual([playerId(1), playerId(3), playerId(5)])
    expect(director.tries({ type: 'match.undo', match: director.id('C1') })?.code).toBe('later_play')
    for (let left = 20; left > 0 && director.state.tournament.status === 'active'; left--) playRound(director)

    expect(director.state.tournament.status).toBe('completed')
    expect(isCompetitionRanking(director.state.players.flatMap((player) => player.place ?? []))).toBe(true)
    const out = director.state.players.filter((player) => !finals?.order.includes(player.id))
    expect(out.map((player) => [player.place, player.status])).toEqual([
      [5, 'eliminated'],
      [5, 'eliminated'],
    ])
  })

  test('decide a tie at the cut by a lot that is kept', () => {
    const director = evening(4, { rounds: 1, finalsCount: 3, pairing: 'rating' })
    director.does(draw)
    playRound(director)
    director.does(apply)
    const { data } = director.events.at(-1) ?? {}

    const { lots, order } = data as { lots: PlayerId[]; order: PlayerId[] }
    expect([...lots].sort()).toEqual([playerId(2), playerId(4)])
    expect(order[2]).toBe(lots[0] ?? playerId(1))
  })

  test('can be drawn anew once their draw is undone, and the rounds corrected before that', () => {
    const director = evening(4, { rounds: 1, finalsCount: 2, pairing: 'rating' })
    director.does(draw)
    playRound(director)
    director.does(apply)
    director.does({ type: 'stage.undraw', stage: 2 })
    expect(director.state.stages.map(({ status }) => status)).toEqual(['active', 'planned'])
    expect(chips(director.state)).toEqual([3, 1, 3, 1])

    director.does({ type: 'match.correct', match: director.id('C1'), result: { scoreA: 0, scoreB: 1 } })
    director.does(apply)
    expect(director.state.stages[1]?.order.toSorted()).toEqual([playerId(2), playerId(3)])
    playRound(director)
    expect(director.state.tournament.status).toBe('completed')
  })

  test('are refused where there are none', () => {
    const director = evening(4, { rounds: 1, finalsCount: 0 })

    expect(director.tries(apply)?.detail).toContain('without finals')
  })
})

test('LAW-1, LAW-2: random evenings fold to their state, step by step, and end', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const luck = chance(seed)
    const players = 4 + luck.upTo(9)
    const pairing = luck.of(['random', 'rating', 'round_robin'] as const)
    const tieBreak = luck.of(['h2h', 'rating', 'random'] as const)
    const finalsCount = luck.of([0, 2, 4])
    const director = evening(players, { rounds: 3, finalsCount, pairing, tieBreak }, seed)
    const faults: string[] = []
    const watched = (does: () => void) => {
      const before = director.state
      does()
      faults.push(...stepFaults(before, director.state))
      if (!Bun.deepEquals(applyOps(rows(before), ops(before, director.state)), rows(director.state))) {
        faults.push(`ops of ${director.events.at(-1)?.type}`)
      }
    }
    for (let round = 1; round <= 3; round++) {
      watched(() => void director.tries(draw))
      if (luck.is(0.3)) watched(() => void director.tries({ type: 'player.withdraw', player: playerId(round) }))
      for (const match of director.state.matches) {
        if (match.state !== 'ready') continue
        watched(() => void director.wins(match.ref, luck.is(0.5) ? 'a' : 'b'))
        if (luck.is(0.2)) {
          watched(() => void director.tries({ type: 'match.undo', match: match.id }))
          watched(() => void director.tries({ type: 'match.walkover', match: match.id, winner: 'b' }))
        }
      }
    }
    watched(() => void director.tries(apply))
    for (let left = 10; left > 0 && director.state.tournament.status === 'active'; left--) playRound(director)
    expect({ seed, faults, status: director.state.tournament.status }).toEqual({
      seed,
      faults: [],
      status: 'completed',
    })
    expect(rows(fold(director.events))).toEqual(rows(director.state))
  }
})
