/** The command on folders of its own: what agrees, what is found to differ, what it only names. */
import { afterEach, beforeEach, expect, test } from 'bun:test'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import worldCup from '../db/demo/worldcup-2018.json'
import chips from '../src/engine/fixtures/chips.json'
import structure from '../src/engine/fixtures/elimination.json'
import handicap from '../src/engine/fixtures/handicap.json'
import payouts from '../src/engine/fixtures/payouts.json'
import { judgeFolders } from './oracle.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'railbird-oracle-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function judged(files: Readonly<Record<string, unknown>>) {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(folder, path, '..'), { recursive: true })
    const isRaw = typeof content === 'string' || content instanceof Uint8Array
    await writeFile(join(folder, path), isRaw ? content : JSON.stringify(content))
  }
  const lines: string[] = []
  const agrees = await judgeFolders([folder], (line) => lines.push(line))
  return { agrees, lines }
}

const copy = () => structuredClone(worldCup)

test('files are known by content, in subfolders, plain and gzipped', async () => {
  const { agrees, lines } = await judged({
    'a/one.txt': chips,
    'a/b/two': gzipSync(JSON.stringify(handicap)),
    'payouts.json': payouts,
    'structure.bin': structure,
    'cup.gz': gzipSync(JSON.stringify(worldCup)),
    'notes.md': '# notes',
    'other.json': { name: 'no oracle' },
  })

  expect(lines.filter((line) => line.startsWith('agrees')).map((line) => line.split('  ')[2]?.split(',')[0])).toEqual([
    'handicap',
    'chips',
    'event',
    'payouts',
    'structure',
  ])
  expect(lines.filter((line) => line.startsWith('ignored'))).toHaveLength(2)
  expect(lines.at(-1)).toBe('5 of 5 oracles agree')
  expect(agrees).toBe(true)
})

test('the first difference is named, and one is enough to disagree', async () => {
  const cup = copy()
  const [first] = cup.groupMatches
  if (first) first.score = [1, 5]
  const places = copy()
  for (const row of places.placing) if (row.team === 'England') row.place = 3
  const odds = structuredClone(handicap)
  for (const row of odds.match) row.pWinA += 0.00001

  const { agrees, lines } = await judged({ 'cup.json': cup, 'odds.json': odds, 'places.json': places, 'x.json': chips })

  expect(lines[0]).toStartWith('differs  cup.json  event: groups.0 (A, ')
  expect(lines[1]).toStartWith('differs  odds.json  handicap: match.0.pWinA')
  expect(lines[2]).toBe('differs  places.json  event: placing (England): the oracle says 3, the engine 4')
  expect(lines.at(-1)).toBe('1 of 4 oracles agree')
  expect(agrees).toBe(false)
})

test('an event may be a knockout alone, groups alone, or lack a match for third place', async () => {
  const { groups: _, groupMatches: __, ...knockoutOnly } = copy()
  const groupsOnly = { ...copy(), knockout: [], placing: [] }
  const noThird = copy()
  noThird.knockout = noThird.knockout.filter(({ id }) => id !== '3P')
  for (const row of noThird.placing) if (row.team === 'England') row.place = 3
  const named = knockoutOnly.knockout.map(({ sourceA, sourceB, ...match }) => {
    const isInner = 'winnerOf' in sourceA || 'loserOf' in sourceA
    return isInner ? { ...match, sourceA, sourceB } : match
  })

  const { lines } = await judged({
    'groups.json': groupsOnly,
    'knockout.json': { ...knockoutOnly, knockout: named, placing: knockoutOnly.placing.slice(0, 16) },
    'no-third.json': noThird,
  })

  expect(lines.at(-1)).toBe('3 of 3 oracles agree')
})

test('what cannot be judged yet is named and does not count', async () => {
  const fairPlay = { ...copy(), tieBreaks: ['points', 'yellowCards'] }
  const { agrees, lines } = await judged({
    'cases.json': { cases: [{ file: 'a.trf', pairs: [], bye: null }] },
    'cup.json': fairPlay,
  })

  expect(lines).toEqual([
    'cannot judge yet  cases.json  swiss',
    'cannot judge yet  cup.json  event; cannot judge yet: tie-break yellowCards',
    '0 of 0 oracles agree',
  ])
  expect(agrees).toBe(true)
})

test('a report is parsed, and one with a broken row differs', async () => {
  const row = '001    1      One                                  2000                          1.0    1     2 w 1'
  const { lines } = await judged({ 'good.trf': `${row}\n`, 'odd.trf': row.replace('2 w 1', '2 ? 1') })

  expect(lines[0]).toStartWith('parsed  good.trf')
  expect(lines[1]).toStartWith('differs  odd.trf')
})

test('a file cut short differs, a folder that is not there is said', async () => {
  const { lines } = await judged({ 'cut.json': JSON.stringify(chips).slice(0, 100) })

  expect(lines[0]).toStartWith('differs  cut.json  it cannot be read')
  await expect(judgeFolders([join(folder, 'none')], () => undefined)).rejects.toThrow('there is no folder')
})
