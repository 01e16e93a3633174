/** Standings of both chip formats, every figure of a row written out. */
import { describe, expect, test } from 'bun:test'
import { type Director, finalOf, playerId, started } from '../laws/director.ts'
import type { ChipLivesOptions, ChipPointsOptions, Match, Side, State } from '../types.ts'
import { livesStandings } from './standings.ts'
import { pointsStandings } from './points-ranking.ts'

const scoring = { kind: 'race', raceTo: 2 } as const

/** Rank with `=` if tied, player, chips in hand and at the start, streak, wins and losses of matches, racks. */
function line(row: ReturnType<typeof livesStandings>[number]): string {
  const { rank, tied, player, chips, startChips, streak, played, won, lost, racksFor, racksAgainst, place } = row
  const racks = `racks ${racksFor}-${racksAgainst}`
  const figures = `${chips}/${startChips} streak ${streak}, ${won}+${lost} of ${played}, ${racks}`
  const end = place === undefined ? '' : `, place ${place}`
  return `${rank}${tied ? '=' : ''} ${player.replace('player-', 'P')} ${figures}${end}`
}

const livesLines = (state: State) => {
  const [stage] = state.stages
  return stage === undefined ? [] : livesStandings(state, stage, new Map()).map(line)
}
const pointsLines = (state: State) => {
  const [stage] = state.stages
  return stage === undefined ? [] : pointsStandings(state, stage).map(line)
}

function open(director: Director, a: number, b: number): Match {
  const match = director.state.matches.find(({ result, slots }) => {
    return result === null && slots[0].player === playerId(a) && slots[1].player === playerId(b)
  })
  if (match === undefined) throw new Error(`no match of ${a} and ${b}`)
  return match
}

function wins(director: Director, a: number, b: number, winner: Side, lost = 0): void {
  const match = open(director, a, b)
  director.does({ type: 'match.result', match: match.id, ...finalOf(match, winner, lost) })
}

describe('chip lives', () => {
  const evening = (players: number, chipLives: ChipLivesOptions) =>
    started({ type: 'chip_lives', players, options: { scoring, chipLives: { antiRematch: false, ...chipLives } } })

  test('who is in stands by chips, equals together', () => {
    const director = evening(4, { startChips: 2 })
    wins(director, 1, 2, 'a', 1)
    wins(director, 1, 3, 'a')
    wins(director, 1, 4, 'b', 1)

    expect(livesLines(director.state)).toEqual([
      '1 P4 2/2 streak 1, 1+0 of 1, racks 2-1',
      '2= P1 1/2 streak 0, 2+1 of 3, racks 5-3',
      '2= P2 1/2 streak 0, 0+1 of 1, racks 1-2',
      '2= P3 1/2 streak 0, 0+1 of 1, racks 0-2',
    ])
  })

  test('racks on the wire are not counted as won', () => {
    const director = evening(2, { startChips: 2 })
    const { id } = open(director, 1, 2)
    director.does({ type: 'match.set_race', match: id, races: [5, 5], start: [2, 1] })
    director.does({ type: 'match.result', match: id, scoreA: 5, scoreB: 2 })

    expect(livesLines(director.state)).toEqual([
      '1 P1 2/2 streak 1, 1+0 of 1, racks 3-1',
      '2 P2 1/2 streak 0, 0+1 of 1, racks 1-3',
    ])
  })

  test('racks count where they were played, forfeits count as losses alone', () => {
    const director = evening(4, { startChips: 3 })
    director.racks(open(director, 1, 2).ref, 'ab')
    director.does({ type: 'match.retire', match: open(director, 1, 2).id, winner: 'b' })
    director.does({ type: 'match.walkover', match: open(director, 2, 3).id, winner: 'a' })
    director.does({ type: 'match.double_forfeit', match: open(director, 2, 4).id })

    expect(livesLines(director.state)).toEqual([
      '1= P1 2/3 streak 0, 0+1 of 1, racks 1-1',
      '1= P2 2/3 streak 0, 2+1 of 3, racks 1-1',
      '1= P3 2/3 streak 0, 0+1 of 1, racks 0-0',
      '1= P4 2/3 streak 0, 0+1 of 1, racks 0-0',
    ])
  })

  test('who is out stands by place behind them, those who went together share it', () => {
    const director = evening(5, { startChips: 1 })
    wins(director, 1, 2, 'a')
    director.does({ type: 'match.double_forfeit', match: open(director, 1, 3).id })

    expect(livesLines(director.state)).toEqual([
      '1= P4 1/1 streak 0, 0+0 of 0, racks 0-0',
      '1= P5 1/1 streak 0, 0+0 of 0, racks 0-0',
      '3= P1 0/1 streak 0, 1+1 of 2, racks 2-0, place 3',
      '3= P3 0/1 streak 0, 0+1 of 1, racks 0-0, place 3',
      '5 P2 0/1 streak 0, 0+1 of 1, racks 0-2, place 5',
    ])
  })
})

describe('chip points', () => {
  const evening = (players: number, chipPoints: ChipPointsOptions) =>
    started({ type: 'chip_points', players, options: { scoring, chipPoints: { pairing: 'rating', ...chipPoints } } })

  test('a bye counts as a match, and its chips are those of a win', () => {
    const director = evening(3, { rounds: 2, finalsCount: 0 })
    director.does({ type: 'round.draw', stage: 1 })
    wins(director, 1, 2, 'a', 1)

    expect(pointsLines(director.state)).toEqual([
      '1= P1 3/0 streak 1, 1+0 of 1, racks 2-1',
      '1= P3 3/0 streak 0, 0+0 of 1, racks 0-0',
      '3 P2 1/0 streak 0, 0+1 of 1, racks 1-2',
    ])
  })

  test('equals are told apart by the matches between them', () => {
    const director = evening(4, { rounds: 3, finalsCount: 0, tieBreak: 'h2h' })
    director.does({ type: 'round.draw', stage: 1 })
    wins(director, 1, 2, 'b')
    wins(director, 3, 4, 'a')
    director.does({ type: 'round.draw', stage: 1 })
    for (const { ref } of director.state.matches.filter(({ state }) => state === 'ready')) director.wins(ref, 'a', 1)

    expect(pointsLines(director.state)).toEqual([
      '1 P2 6/0 streak 2, 2+0 of 2, racks 4-1',
      '2 P1 4/0 streak 1, 1+1 of 2, racks 2-3',
      '3 P3 4/0 streak 0, 1+1 of 2, racks 3-2',
      '4 P4 2/0 streak 0, 0+2 of 2, racks 1-4',
    ])
  })

  test('places are told once the rounds are over, those of a tie together', () => {
    const director = evening(4, { rounds: 1, finalsCount: 0, tieBreak: 'h2h' })
    director.does({ type: 'round.draw', stage: 1 })
    wins(director, 1, 2, 'a')
    director.does({ type: 'match.double_forfeit', match: open(director, 3, 4).id })

    expect(pointsLines(director.state)).toEqual([
      '1 P1 3/0 streak 1, 1+0 of 1, racks 2-0, place 1',
      '2 P2 1/0 streak 0, 0+1 of 1, racks 0-2, place 2',
      '3= P3 0/0 streak 0, 0+1 of 1, racks 0-0, place 3',
      '3= P4 0/0 streak 0, 0+1 of 1, racks 0-0, place 3',
    ])
  })

  test('of several equals only those who met are told apart', () => {
    const director = evening(6, { rounds: 2, finalsCount: 0, tieBreak: 'h2h' })
    const draw = { type: 'round.draw', stage: 1 } as const
    director.does(draw)
    for (const [a, b] of [
      [1, 2],
      [3, 4],
      [5, 6],
    ] as const)
      wins(director, a, b, 'a')
    director.does(draw)
    wins(director, 1, 3, 'b')
    wins(director, 2, 5, 'a')
    wins(director, 4, 6, 'a')
    const ranks = pointsLines(director.state).map((text) => text.replace(/ streak.*/, ''))

    expect(ranks).toEqual(['1 P3 6/0', '2 P1 4/0', '3= P2 4/0', '3= P4 4/0', '5 P5 4/0', '6 P6 2/0'])
  })

  test('nobody has a place before the last match of the last round', () => {
    const director = evening(4, { rounds: 1, finalsCount: 0 })
    director.does({ type: 'round.draw', stage: 1 })
    wins(director, 1, 2, 'a')

    expect(director.state.tournament.status).toBe('active')
    expect(director.state.players.map(({ place }) => place)).toEqual([null, null, null, null])
  })

  test('a double forfeit tells nobody apart', () => {
    const director = evening(4, { rounds: 1, finalsCount: 0, winnerChips: 1, loserChips: 0 })
    director.does({ type: 'round.draw', stage: 1 })
    wins(director, 1, 2, 'a')
    director.does({ type: 'match.double_forfeit', match: open(director, 3, 4).id })
    const ranks = pointsLines(director.state).map((text) => text.replace(/ streak.*/, ''))

    expect(ranks).toEqual(['1 P1 1/0', '2= P2 0/0', '2= P3 0/0', '2= P4 0/0'])
  })
})
