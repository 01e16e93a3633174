import { describe, expect, test } from 'bun:test'
import { AppError } from '../errors.ts'
import { registration } from './player-list.ts'

function refusal(body: unknown): string {
  try {
    return `taken: ${registration(body).players.length}`
  } catch (error) {
    if (error instanceof AppError) return `${error.status} ${error.problem}: ${error.message}`
    throw error
  }
}

const many = (count: number) => `name\n${Array.from({ length: count }, (_, i) => `Player ${i}`).join('\n')}`
const unreadable = (why: string) => `400 malformed_body: the CSV cannot be read: ${why}`
const columns = 'name, email, phone, skillLevel, rating, seed, club'

describe('a CSV of players', () => {
  test.each([
    ['is read as spreadsheets write it', '\uFEFFName,Rating\r\n"Smith, Bob",500\r\nAda,\r\n', 'taken: 2'],
    ['may hold as many as a bracket', many(1024), 'taken: 1024'],
    [
      'of 10,000 rows is too long',
      many(10_000),
      '422 too_many_players: The CSV holds 10,000 players; 1,024 at most can be entered at once.',
    ],
    ['without a name column', 'rating\n500', unreadable('the first line must name a column called name')],
    ['with a strange column', 'name,shoe\nA,4', unreadable(`column 2 of the first line is none of ${columns}`)],
    ['with a column twice', 'name,name\nA,B', unreadable('the first line names the column name twice')],
    ['by semicolons', 'name;rating\nA;5', unreadable('fields must be separated by commas')],
    ['by tabs', 'name\trating\nA\t5', unreadable('fields must be separated by commas')],
    ['with an open quote', 'name\n"Bob', unreadable('row 1 has a quote or a line end in the wrong place')],
    ['with a quote inside', 'name\nAda\nBo"b', unreadable('row 2 has a quote or a line end in the wrong place')],
    ['with a field after a quote', 'name\n"B"ob', unreadable('row 1 has a quote or a line end in the wrong place')],
    ['with old line ends', 'name\rA\rB', unreadable('the first line has a quote or a line end in the wrong place')],
    ['with a short row', 'name,rating\nA,5\nB', unreadable('row 2 must have 2 fields like the first line, not 1')],
    ['of nothing', '', unreadable(`the first line must name columns among ${columns}`)],
    ['of names of columns alone', 'name\n', '422 too_few_players: The CSV names columns and no player below them.'],
    ['with the same name twice', 'name\nCy\nDi\n cY ', '409 duplicate_player: Rows 1 and 3 have the same name.'],
    [
      'with the same address twice',
      'name,email\nE,a@x.de\nF,A@x.de',
      '409 duplicate_player: Rows 1 and 2 have the same e-mail address.',
    ],
    ['with the same seed twice', 'name,seed\nE,1\nF,1', '422 invalid_seed: Rows 1 and 2 have the same seed.'],
    [
      'with an empty name',
      'name,rating\n,5\nA,5',
      '422 invalid_body: Row 1: name must be a name of 1 to 60 characters.',
    ],
    [
      'with a name too long',
      many(1) + 'x'.repeat(60),
      '422 invalid_body: Row 1: name must be a name of 1 to 60 characters.',
    ],
    ...['good', '-5', '5001', '5.5', '1e3', '0x10'].map((rating): [string, string, string] => [
      `with the rating ${rating}`,
      `name,rating\nA,500\nB,${rating}`,
      '422 invalid_body: Row 2: rating must be a whole number from 0 to 5000.',
    ]),
    [
      'with several faults',
      'name,rating,email\nA,x,nope\nB,5,b@x.de\n,5,',
      '422 invalid_body: Row 1: email must be an e-mail address; 2 more such faults.',
    ],
  ])('%s', (_, text, says) => {
    expect(refusal(text)).toBe(says)
  })

  test('names each bad field by its path, and quotes nothing of what was sent', () => {
    const text = 'name,rating,phone\nAda,secret,secret'
    let thrown: unknown = null
    try {
      registration(text)
    } catch (error) {
      thrown = error
    }

    const { message, extras } = thrown as AppError
    expect(extras.errors?.map(({ path }) => path)).toEqual(['0.phone', '0.rating'])
    expect(JSON.stringify([message, extras])).not.toContain('secret')
  })
})

test('one player and a list come as JSON', () => {
  expect(registration({ name: ' Ada ' })).toMatchObject({ players: [{ name: 'Ada' }], bulk: false })
  expect(registration([{ name: 'Ada' }, { name: 'Bo' }])).toMatchObject({ bulk: true })
})
