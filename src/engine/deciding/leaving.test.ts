/** Who may leave or be missed, when, in which words; and what it means where everybody meets everybody. */
import { describe, expect, test } from 'bun:test'
import type { Command } from '../messages.ts'
import {
  type Director,
  finalOf,
  newTournament,
  playOut,
  playerId,
  registered,
  started,
  tableId,
} from '../laws/director.ts'
import { playerOf } from '../lookup.ts'
import type { PlayerId, Side } from '../types.ts'
import { standingsView } from '../view.ts'

const leave = (type: 'player.withdraw' | 'player.disqualify' | 'player.no_show', number: number): Command => {
  return { type, player: playerId(number) }
}
const says = (director: Director, command: Command) => director.tries(command)?.detail ?? null
const statusOf = (director: Director, number: number) => playerOf(director.state, playerId(number))?.status
const placeOf = (director: Director, number: number) => playerOf(director.state, playerId(number))?.place

describe('a player who leaves', () => {
  test('must be in the tournament, and the tournament not over', () => {
    const director = started({ type: 'single_elimination', players: 2 })

    expect(director.tries({ type: 'player.disqualify', player: 'nobody' as PlayerId })?.code).toBe('not_found')
    director.does(leave('player.disqualify', 2))
    expect(director.state.tournament.status).toBe('completed')
    expect(says(director, leave('player.withdraw', 1))).toBe(
      'Friday Open is completed; nobody can withdraw any more. Reopen it first.',
    )
    expect(says(director, leave('player.no_show', 1))).toContain('nobody can be a no-show any more')
    expect(says(director, leave('player.disqualify', 1))).toContain('nobody can be disqualified any more')
  })

  test('cannot leave twice, but one who has withdrawn can still be disqualified', () => {
    const director = started({ type: 'single_elimination', players: 4 })
    director.does(leave('player.withdraw', 4))

    expect(says(director, leave('player.withdraw', 4))).toBe('Player 4 has withdrawn and cannot withdraw.')
    director.does(leave('player.disqualify', 4))
    expect(says(director, leave('player.disqualify', 4))).toBe('Player 4 is disqualified and cannot be disqualified.')
  })

  test('takes nothing from the racks that are played', () => {
    const director = started({ type: 'single_elimination', players: 4 })
    director.racks('W1.1', 'ab')
    director.does(leave('player.withdraw', 1))

    expect(director.match('W1.1')).toMatchObject({ result: { kind: 'retired', winner: 'b' }, scores: [1, 1] })
  })

  test('loses in both brackets of a double elimination', () => {
    const director = started({ type: 'double_elimination', players: 4 })
    director.wins('W1.1', 'a')
    director.wins('W1.2', 'a')
    director.does(leave('player.disqualify', 1))

    expect(director.match('W2.1').result).toEqual({ kind: 'disqualified', winner: 'b' })
    director.wins('L1.1', 'a')
    expect(director.match('L2.1').result?.kind).toBe('disqualified')
    expect(statusOf(director, 1)).toBe('disqualified')
    expect(playOut(director, () => 'a').tournament.status).toBe('completed')
  })

  test('loses in the stage to come, if he is drawn into it', () => {
    const from = { stage: 1, ranks: 2, draw: 'seeded' } as const
    const stages = [...newTournament('round_robin').stages, ...newTournament('single_elimination', { from }).stages]
    const director = started({ type: 'round_robin', players: 3, tournament: { type: 'multi_stage', stages } })
    inOrder(director)
    director.does({ type: 'stage.draw', stage: 2 })
    director.does(leave('player.disqualify', 1))

    expect(director.state.tournament.status).toBe('completed')
    expect([2, 1, 3].map((number) => placeOf(director, number))).toEqual([1, 2, 3])
  })
})

describe('a no-show', () => {
  test('before the draw is out; after it he loses the match he is called to and no other', () => {
    const director = registered({ type: 'double_elimination', players: 5 })
    director.does(leave('player.no_show', 5))
    director.does({ type: 'stage.draw', stage: 1 })
    expect(says(director, leave('player.no_show', 4))).toContain('is not being played; nobody is missing')
    director.does({ type: 'tournament.start' })
    director.does(leave('player.no_show', 4))

    expect([statusOf(director, 5), statusOf(director, 4)]).toEqual(['no_show', 'active'])
    expect(director.match('W1.1').result).toEqual({ kind: 'walkover', winner: 'a' })
    expect(director.match('L1.1').slots[0].player).toBe(playerId(4))
  })

  test('is nobody who plays, and nobody for whom no match waits', () => {
    const director = started({ type: 'single_elimination', players: 4 })
    director.racks('W1.1', 'a')

    expect(says(director, leave('player.no_show', 4))).toBe(
      'Match W1.1 (Player 1 v Player 4) has begun; let Player 4 retire instead.',
    )
    director.racks('W1.1', 'aa')
    expect(says(director, leave('player.no_show', 1))).toBe('Player 1 has no match to come to just now.')
  })

  test('loses the match he was called to, of all that are open in a table', () => {
    const director = started({ type: 'round_robin', players: 4, tables: 2 })
    const of = (one: number) =>
      director.state.matches.filter(({ slots }) => slots.some((s) => s.player === playerId(one)))
    const [, second, third] = of(2)
    expect(says(director, leave('player.no_show', 2))).toBe(
      'Player 2 has 3 matches to come and is called to none; call the one that is due first.',
    )
    if (second === undefined || third === undefined) throw new Error('three matches each')
    director.does({ type: 'match.assign', match: third.id, table: tableId(1) })
    director.does({ type: 'match.call', match: second.id })
    director.does(leave('player.no_show', 2))

    expect(of(2).map(({ result }) => result?.kind ?? null)).toEqual([null, 'walkover', null])
    director.does(leave('player.no_show', 2))
    expect(of(2).map(({ result }) => result?.kind ?? null)).toEqual([null, 'walkover', 'walkover'])
  })
})

test('one whose match has begun or stands still is not missing from another he is called to', () => {
  const director = started({ type: 'round_robin', players: 4 })
  const own = director.state.matches.filter(({ slots }) => slots.some((slot) => slot.player === playerId(2)))
  const [called, begun] = own.map(({ ref }) => ref)
  if (called === undefined || begun === undefined) throw new Error('three matches each')
  director.racks(begun, 'a')
  director.does({ type: 'match.call', match: director.id(called) })
  const says = () => director.tries(leave('player.no_show', 2))?.detail

  expect(says()).toContain(`Match ${begun} `)
  director.does({ type: 'match.pause', match: director.id(begun) })
  expect(says()).toContain(`Match ${begun} `)
})

/** Plays every open match; the lower number wins. */
function inOrder(director: Director, until = Number.POSITIVE_INFINITY): void {
  for (let played = 0; played < until; played++) {
    const match = director.state.matches.find(({ state }) => state === 'ready')
    if (match === undefined) return
    const [a = '', b = ''] = match.slots.map(({ player }) => player ?? '')
    director.does({ type: 'match.result', match: match.id, ...finalOf(match, (a < b ? 'a' : 'b') as Side, 0) })
  }
}

const table = (director: Director) => {
  const rows = standingsView(director.state).stages[0]?.rows ?? []
  return rows.map(({ rank, player, played, points }) => [rank, player?.name, played, points])
}

describe('a player who leaves a table', () => {
  const setup = { type: 'round_robin', players: 4 } as const

  test('before half of his matches are played has all of them expunged', () => {
    const director = started(setup)
    inOrder(director, 2)
    director.does(leave('player.withdraw', 4))
    inOrder(director)

    expect(table(director)).toEqual([
      [1, 'Player 1', 2, 2],
      [2, 'Player 2', 2, 1],
      [3, 'Player 3', 2, 0],
      [4, 'Player 4', 0, 0],
    ])
  })

  test('after half of them keeps his results, and those to come are walkovers', () => {
    const director = started(setup)
    inOrder(director, 4)
    director.does(leave('player.withdraw', 1))
    inOrder(director)

    const rows = table(director)
    expect(rows.find(([, name]) => name === 'Player 1')).toEqual([1, 'Player 1', 3, 2])
    expect(rows.every(([, , played]) => played === 3)).toBe(true)
    expect(director.state.tournament.status).toBe('completed')
  })

  test('stands last with his results if he is disqualified and the others move up', () => {
    const director = started(setup)
    inOrder(director, 4)
    director.does({ type: 'player.disqualify', player: playerId(1), moveUp: true })
    inOrder(director)

    expect(table(director).map(([rank, name]) => [rank, name])).toEqual([
      [1, 'Player 2'],
      [2, 'Player 3'],
      [3, 'Player 4'],
      [4, 'Player 1'],
    ])
    expect(placeOf(director, 1)).toBe(4)
  })
})

describe('a player who leaves an evening of chips', () => {
  /** Everybody has one chip; player 2 is out after the first match, and then player 3 leaves. */
  const lives = (moveUp: boolean) => {
    const director = started({ type: 'chip_lives', players: 3, options: { chipLives: { startChips: 1 } } })
    director.wins('C1', 'a')
    director.does({ type: 'player.disqualify', player: playerId(3), moveUp })
    return [1, 2, 3].map((number) => placeOf(director, number))
  }
  const points = (moveUp: boolean) => {
    const chipPoints = { rounds: 3, finalsCount: 0, pairing: 'rating', allowRematch: true } as const
    const director = started({ type: 'chip_points', players: 4, options: { chipPoints } })
    for (const _ of [1, 2]) {
      director.does({ type: 'round.draw', stage: 1 })
      playOut(director, () => 'a')
    }
    const best = director.state.players.toSorted((a, b) => (b.chips ?? 0) - (a.chips ?? 0))[0]?.id ?? playerId(1)
    director.does({ type: 'player.disqualify', player: best, moveUp })
    while (director.tries({ type: 'round.draw', stage: 1 }) === null) playOut(director, () => 'a')
    return { director, best }
  }

  test('has the place of when he left, or the last if the others move up', () => {
    expect(lives(false)).toEqual([1, 3, 2])
    expect(lives(true)).toEqual([1, 2, 3])
  })

  test('keeps the rank of his chips, or stands last with them if the others move up', () => {
    const { director: kept, best } = points(false)
    const { director: struck, best: same } = points(true)

    expect(best).toBe(same)
    expect(playerOf(kept.state, best)?.place).toBeLessThan(4)
    expect(playerOf(struck.state, best)?.place).toBe(4)
  })
})
