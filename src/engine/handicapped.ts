/** The rules of its stage in one match: won by two or not, and the races that the ratings of its players make fair. */
import { fairRace } from './handicap.ts'
import type { Match, PlayerId, RaceScoring, State } from './types.ts'

/** Racks that win a race by two if nothing else is said. */
export const capDefault = 100
/** No side needs fewer racks, unless the options say otherwise. */
export const minRaceDefault = 2

/** What a new match has of the scoring of its stage, beyond its race. */
export function capOf(scoring: RaceScoring): { cap?: number } {
  return scoring.winBy2 === true ? { cap: scoring.cap ?? capDefault } : {}
}

/** The match with the race of another form of it. */
export function withRaceOf(match: Match, { races, plainRaces }: Match): Match {
  const { plainRaces: _, ...rest } = match
  return { ...rest, races, ...(plainRaces !== undefined && { plainRaces }) }
}

/**
 * The match with the race of its two players, if it is played with a handicap: frozen from then on, whatever becomes
 * of their ratings. Unrated players have none, and a race set by the director stays.
 */
export function racedBy(state: State, match: Match): Match {
  const scoring = state.stages[match.stage - 1]?.options.scoring
  const { races } = match
  if (scoring?.kind !== 'race' || scoring.handicap === undefined || races === null || match.isRaceSet) return match
  const rating = (id: PlayerId | null) => state.players[state.playerIndex.get(id ?? ('' as PlayerId)) ?? -1]?.rating
  const [a, b] = [rating(match.slots[0].player), rating(match.slots[1].player)]
  if (typeof a !== 'number' || typeof b !== 'number') return match
  const [long] = races
  const { raceA, raceB } = fairRace(a, b, long, Math.min(scoring.minRace ?? minRaceDefault, long))
  return { ...match, races: [raceA, raceB], plainRaces: races }
}
