/** Reads a FIDE tournament report as far as it is needed to say what it holds; pairing it is another matter. */

/** What a report holds. */
export interface Report {
  readonly players: number
  readonly rounds: number
}

/** True for a text whose lines begin with the three-character codes of a report, a player's row among them. */
export function isReport(text: string): boolean {
  return /^001 /m.test(text) && text.split(/\r?\n/, 20).every((line) => line === '' || /^[0-9A-Z#]{3}/i.test(line))
}

// Columns counted from 0: number 4-7, name 14-46, and from 91 ten for each round.
const roundFrom = 91
const roundWidth = 10
const cell = /^[ \d]{4} [wb\- ] [10=+\-UHZFDLW ] {0,2}$/i

/** Rows of players. Throws on a row that is none, with its line number. */
export function parseReport(text: string): Report {
  let [players, rounds] = [0, 0]
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    if (!line.startsWith('001')) continue
    if (!/^ +\d+$/.test(line.slice(3, 8))) throw new Error(`line ${at + 1} names no pairing number`)
    players++
    for (let round = 0; roundFrom + round * roundWidth < line.trimEnd().length; round++) {
      const from = roundFrom + round * roundWidth
      const text = line.slice(from, from + roundWidth).padEnd(roundWidth)
      if (text.trim() === '') continue
      if (!cell.test(text)) throw new Error(`line ${at + 1}: round ${round + 1} cannot be read: "${text}"`)
      rounds = Math.max(rounds, round + 1)
    }
  }
  return { players, rounds }
}
