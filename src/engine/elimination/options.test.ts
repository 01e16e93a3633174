import { describe, expect, test } from 'bun:test'
import { decide } from '../decide.ts'
import { newTournament, playOut, started } from '../laws/director.ts'
import type { StageOptions, StageType } from '../types.ts'

/** The sentence with which a stage of these options is refused, or null. */
function refusal(type: StageType, options: Partial<StageOptions>): string | null {
  const ctx = { at: '2026-03-01T00:00:00.000Z', actor: null, drawSeed: 1 }
  const { problem } = decide(null, { type: 'tournament.create', tournament: newTournament(type, options) }, ctx)
  if (problem !== undefined) expect(problem.code).toBe('invalid_option')
  return problem?.detail ?? null
}

const double = (options: Partial<StageOptions>) => refusal('double_elimination', options)
const single = (options: Partial<StageOptions>) => refusal('single_elimination', options)

describe('options that do not belong together are refused in words', () => {
  test('of the grand final', () => {
    expect(double({ grandFinal: 'double' as 'none' })).toBe('A grand final is reset, single, extended or none.')
    expect(double({ extraRacks: 2 })).toBe('Extra racks belong to an extended grand final.')
    expect(double({ grandFinal: 'extended', extraRacks: 11 })).toBe(
      'An extended grand final asks for 1 to 10 extra racks, not 11.',
    )
    expect(double({ grandFinal: 'extended', extraRacks: 1.5 })).toContain('not 1.5')
    expect(double({ grandFinal: 'extended', scoring: { kind: 'race', raceTo: 99 } })).toBe(
      'A race to 99 with 2 extra racks is beyond 100 racks.',
    )
    expect(double({ grandFinal: 'extended', scoring: { kind: 'open' } })).toBe(
      'An extended grand final needs a race, not open scoring.',
    )
    expect(single({ grandFinal: 'none' })).toBe('A single elimination has no grand final to choose.')
    expect(double({ grandFinal: 'extended', extraRacks: 10 })).toBeNull()
    expect(double({ grandFinal: 'extended', extraRacks: 1, scoring: { kind: 'race', raceTo: 99 } })).toBeNull()
    expect(double({ grandFinal: 'extended', extraRacks: 0 })).toContain('asks for 1 to 10 extra racks, not 0.')
  })
})

test('a double elimination has no third-place match', () => {
  expect(double({ thirdPlace: true })).toBe(
    'A double elimination has no third-place match: the losers final decides third place.',
  )
})

test('a double elimination is not reseeded', () => {
  expect(double({ reseed: true })).toBe(
    'A double elimination is not reseeded: its losers bracket depends on who met whom.',
  )
})

test('a plate stands alone, in a single elimination', () => {
  expect(double({ mode: 'plate' })).toBe('A plate or re-entry belongs to a single elimination.')
  expect(single({ mode: 'plates' as 'plate' })).toBe('The mode of a single elimination is plate or re-entry.')
  expect(single({ mode: 'plate', thirdPlace: true })).toBe(
    'With a plate there is no third-place match: losers of semi-finals may be due in the plate.',
  )
  expect(single({ mode: 'plate', reseed: true })).toBe('A single elimination with a plate is not reseeded.')
  expect(single({ mode: 'plate' })).toBeNull()
})

describe('grand finals', () => {
  const played = (grandFinal: StageOptions['grandFinal'], players = 4, challengerWins = true) => {
    const director = started({ type: 'double_elimination', players, options: { grandFinal } })
    const state = playOut(director, (match) => (match.bracket === 'GF' && challengerWins ? 'b' : 'a'))
    return { state, refs: state.matches.map((match) => match.ref), place: (n: number) => state.players[n - 1]?.place }
  }

  test('single: one final decides, whoever wins it', () => {
    const { refs, place, state } = played('single')

    expect(refs).toEqual(['W1.1', 'W1.2', 'W2.1', 'L1.1', 'L2.1', 'GF1'])
    expect(state.tournament.status).toBe('completed')
    expect(place(1)).toBe(2)
  })

  test('extended: the losers side needs two racks more, unless said otherwise', () => {
    const races = (options: Partial<StageOptions>) =>
      started({ type: 'double_elimination', players: 4, options }).match('GF1').races

    expect(races({ grandFinal: 'extended' })).toEqual([3, 5])
    expect(races({ grandFinal: 'extended', extraRacks: 1 })).toEqual([3, 4])
    expect(races({ grandFinal: 'single' })).toEqual([3, 3])
    expect(
      started({ type: 'double_elimination', players: 4, options: { grandFinal: 'extended' } }).match('L2.1').races,
    ).toEqual([3, 3])
  })

  test('none: the winners champion is first, the losers champion second, of two players as well', () => {
    for (const players of [2, 3, 4, 5, 8, 16]) {
      const { state, refs } = played('none', players)
      const last = (bracket: string) => state.matches.findLast((match) => match.bracket === bracket)

      expect(refs.length).toBe(2 * players - 3)
      expect(state.players.find((player) => player.place === 1)?.id).toBe(last('W')?.slots[0].player ?? undefined)
      const second = players === 2 ? last('W')?.slots[1].player : last('L')?.slots[0].player
      expect(state.players.find((player) => player.place === 2)?.id).toBe(second ?? undefined)
    }
  })
})

test('a cut belongs to a double elimination and names a size of bracket', () => {
  for (const at of [4, 8, 16, 32, 64, 128, 256, 512]) expect(double({ cut: { at } })).toBeNull()
  expect(double({ cut: { at: 512, draw: 'redraw' } })).toBeNull()
  for (const at of [2, 6, 1024]) {
    expect(double({ cut: { at } })).toBe(`A cut is at 4, 8, 16, ... or 512 players, not ${at}.`)
  }
  expect(double({ cut: { at: 8, draw: 'lot' as 'redraw' } })).toBe(
    'Behind the cut players are seeded or drawn anew: seeded or redraw.',
  )
  expect(double({ cut: { at: 8 }, grandFinal: 'single' })).toBe(
    'Behind a cut there is no grand final to choose: a single elimination decides.',
  )
  expect(single({ cut: { at: 8 } })).toBe('A cut belongs to a double elimination.')
})

test('re-entry stands alone', () => {
  expect(single({ mode: 're-entry' })).toBeNull()
  expect(single({ mode: 're-entry', thirdPlace: true })).toBe(
    'With re-entry there is no third-place match: the rounds after the first are drawn anew.',
  )
  expect(single({ mode: 're-entry', reseed: true })).toBe(
    'A single elimination with re-entry is drawn anew once and not reseeded.',
  )
})

test('protection is by club, where the draw is free, and options of a knockout belong to one', () => {
  expect(single({ protect: 'club' })).toBeNull()
  expect(double({ protect: 'club', cut: { at: 8 } })).toBeNull()
  for (const options of [{}, { cut: { at: 8 } }]) {
    expect(double({ ...options, protect: 'house' as 'club' })).toBe('Players are kept apart by club.')
    expect(double({ ...options, extraRacks: 2 })).toBe('Extra racks belong to an extended grand final.')
  }
  expect(single({ extraRacks: 2 })).toBe('Extra racks belong to an extended grand final.')
  expect(refusal('round_robin', { protect: 'club' })).toBe('The option protect belongs to a knockout.')
  expect(refusal('round_robin', { mode: 'plate' })).toBe('The option mode belongs to a knockout.')
  expect(refusal('chip_lives', { cut: { at: 4 } })).toBe('The option cut belongs to a knockout.')
})
