import { describe, expect, test } from 'bun:test'
import { betterSeed, newTournament, playOut, playerId, registered } from '../../engine/laws/director.ts'
import { report, tableOf } from '../../engine/laws/table-play.ts'
import { rows } from '../../engine/ops.ts'
import type { Rows, StageRow } from '../../engine/rows.ts'
import { stageShown, takesWords } from '../tournament/stages.ts'
import {
  cellsBetween,
  decidedWords,
  differenceWords,
  groupsOf,
  isTableMatch,
  roundToShow,
  roundsOf,
  tablesOf,
} from './group-rows.ts'

const stageOf = (all: Rows, number = 1): StageRow => {
  const stage = Object.values(all.s).find((one) => one.number === number)
  if (stage === undefined) throw new Error(`no stage ${number}`)
  return stage
}

describe('groups on the page', () => {
  test('have their players in seed order and their matches in the order of rounds', () => {
    const all = rows(tableOf(7, { groups: { count: 2, method: 'fixed' } }).state)
    const groups = groupsOf(all, stageOf(all))

    expect(groups.map(({ name, players }) => [name, players.length])).toEqual([
      ['Group A', 4],
      ['Group B', 3],
    ])
    expect(groups[1]?.players).toEqual([5, 6, 7].map(playerId))
    expect(groups[0]?.matches.map(({ ref }) => ref).join(' ')).toBe('A-R1.1 A-R1.2 A-R2.1 A-R2.2 A-R3.1 A-R3.2')
    expect(roundsOf(groups)).toEqual([1, 2, 3])
  })

  test('a single group has no name of its own', () => {
    const all = rows(tableOf(3).state)
    expect(groupsOf(all, stageOf(all)).map(({ name }) => name)).toEqual([''])
  })

  test('open with the first round that is not over, with the last one at the end', () => {
    const director = tableOf(3)
    const shown = () => roundToShow(groupsOf(rows(director.state), stageOf(rows(director.state))))
    expect(shown()).toBe(1)
    report(director, '2-3 1:0')
    expect(shown()).toBe(2)
    report(director, '1-2 1:0 1-3 1:0')
    expect(shown()).toBe(3)
  })

  test('a square shows the result from the side of its row', () => {
    const director = tableOf(3, { cycles: 2 })
    report(director, '1-2 5:3 1-3 2:2 1-2 0:4')
    const all = rows(director.state)
    const group = groupsOf(all, stageOf(all))[0]
    if (group === undefined) throw new Error('no group')
    const cells = (a: number, b: number) =>
      cellsBetween(group, playerId(a), playerId(b)).map(({ text, outcome }) => `${text} ${outcome}`)

    expect(cells(1, 2)).toEqual(['5–3 won', '0–4 lost'])
    expect(cells(2, 1)).toEqual(['3–5 lost', '4–0 won'])
    expect(cells(1, 3)).toEqual(['2–2 drawn', ' open'])
    expect(cells(2, 3)).toEqual([' open', ' open'])
  })

  test('a walkover is no score, and a double forfeit is lost by both', () => {
    const director = tableOf(3)
    director.does({ type: 'match.walkover', match: director.id('A-R1.1'), winner: 'b' })
    director.does({ type: 'match.double_forfeit', match: director.id('A-R2.1') })
    const all = rows(director.state)
    const group = groupsOf(all, stageOf(all))[0]
    if (group === undefined) throw new Error('no group')

    expect(cellsBetween(group, playerId(3), playerId(2))).toEqual([
      { text: 'w/o', spoken: 'won, walkover', outcome: 'won' },
    ])
    expect(cellsBetween(group, playerId(1), playerId(2))).toEqual([
      { text: '–', spoken: 'Double forfeit', outcome: 'lost' },
    ])
  })

  test('matches of a knockout side are none of a group of the same letter', () => {
    expect(isTableMatch({ ref: 'L-R1.2' })).toBe(true)
    for (const ref of ['L1.2', 'W1.1', 'GF1', '3P', 'C12', 'P2.1']) expect(isTableMatch({ ref })).toBe(false)
  })
})

describe('what decided a rank', () => {
  test('is named with its value', () => {
    const director = tableOf(3, { criteria: ['points', 'rackDiff', 'lot'] })
    report(director, '1-2 1:1 1-3 3:0 2-3 1:0')
    const all = rows(director.state)
    const lines = tablesOf(all, stageOf(all)).get('') ?? []

    expect(lines.map(decidedWords)).toEqual(['Rack difference +3', 'Rack difference +1', 'Points'])
    expect(lines.map(differenceWords)).toEqual(['+3', '+1', '−4'])
  })

  test('is nothing where players are tied', () => {
    const all = rows(tableOf(3).state)
    expect((tablesOf(all, stageOf(all)).get('') ?? []).map(decidedWords)).toEqual(['Tied', 'Tied', 'Tied'])
  })

  test('negative values have a minus, lots say the place', () => {
    const line = { rank: 1, tied: false, player: playerId(1), played: 0, won: 0, lost: 0, racksFor: 0, racksAgainst: 0 }
    const by = (code: string, value: number) => decidedWords({ ...line, decidedBy: code, tieBreaks: [{ code, value }] })

    expect(by('conduct', -4)).toBe('Conduct −4')
    expect(by('lot', 2)).toBe('Lot, place 2')
    expect(by('h2hPoints', 1.5)).toBe('Points against each other 1.5')
  })
})

describe('the stage that is looked at', () => {
  const options = (more: object) => newTournament('round_robin', more).stages[0]?.options as StageRow['options']
  const director = registered({
    type: 'round_robin',
    players: 6,
    tournament: {
      type: 'multi_stage',
      stages: [
        { type: 'round_robin', name: 'Groups', options: options({ groups: { count: 2, method: 'fixed' } }) },
        {
          type: 'single_elimination',
          name: 'Final',
          options: options({ from: { stage: 1, ranks: 1, draw: 'seeded' } }),
        },
      ],
    },
  })
  const shown = (asked: number | null, player: number | null = null) =>
    stageShown(rows(director.state), asked, player === null ? null : playerId(player))?.name

  test('is the one asked for, else the last one drawn, else the last one of the player followed', () => {
    expect([shown(null), shown(2), shown(7)]).toEqual(['Groups', 'Final', 'Groups'])
    director.does({ type: 'stage.draw', stage: 1 })
    director.does({ type: 'tournament.start' })
    playOut(director, betterSeed(director.state))
    director.does({ type: 'stage.draw', stage: 2 })

    const [winner] = director.state.stages[1]?.order ?? []
    const [loser] = director.state.players.filter(({ id }) => !director.state.stages[1]?.order.includes(id))
    const number = (id = '') => Number(id.replace('player-', ''))
    expect(shown(null)).toBe('Final')
    expect(shown(null, number(winner))).toBe('Final')
    expect(shown(null, number(loser?.id))).toBe('Groups')
    expect(shown(1, number(winner))).toBe('Groups')
  })

  test('tells whom it takes', () => {
    const words = (from: object) => takesWords({ options: options({ from }) } as StageRow)
    expect(words({ ranks: 1 })).toBe('rank 1')
    expect(words({ ranks: 2 })).toBe('ranks 1 to 2')
    expect(words({ ranks: 2, best: 4 })).toBe('ranks 1 to 2 and the best 4 of rank 3')
    expect(words({ ranks: 1, best: 1 })).toBe('rank 1 and the best of rank 2')
  })
})
