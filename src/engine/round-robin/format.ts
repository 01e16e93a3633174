/** Round robin, in one group or several, as a format. */
import type { Format } from '../format.ts'
import { inTurn } from '../in-turn.ts'
import { withOne } from './late-entry.ts'
import { drawGroups, groupsOf } from './matches.ts'
import { fieldProblem, roundRobinProblem } from './options.ts'
import { tablePlaces, tableRows } from './standings.ts'

export const roundRobin: Format = {
  playersMin: 2,
  playersMax: 1024,
  optionsProblem: roundRobinProblem,
  fieldProblem,
  draw: drawGroups,
  ...inTurn(withOne),
  placesOf: tablePlaces,
  standings: tableRows,
  roundName: (stage, { bracket, round }) => {
    return groupsOf(stage.options).count === 1 ? `Round ${round}` : `Group ${bracket}, round ${round}`
  },
}
