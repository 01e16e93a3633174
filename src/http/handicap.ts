/** The handicap calculator: odds of a match and fair races from two ratings. Public, pure functions of the query. */
import { Elysia } from 'elysia'
import { z } from 'zod'
import { fairRaceOf, oddsOf } from '../queries/handicap.ts'
import { AppError } from '../errors.ts'
import { core } from './core.ts'
import type { HttpDeps } from './deps.ts'
import { wholeNumber } from './fields.ts'
import * as shape from './shapes.ts'

const tags = ['Handicap']
const ratings = { ratingA: wholeNumber(0, 5000), ratingB: wholeNumber(0, 5000) }
const race = wholeNumber(1, 100)

const pWinA = z.number().min(0).max(1)
const odds = z.strictObject({ raceA: z.int(), raceB: z.int(), pWinA, pWinB: pWinA }).meta({ id: 'MatchOdds' })
const fair = z.strictObject({ raceA: z.int(), raceB: z.int(), pWinA, pWinB: pWinA }).meta({ id: 'FairRace' })

const answer = (raceA: number, raceB: number, chance: number) => {
  return { raceA, raceB, pWinA: chance, pWinB: Math.round((1 - chance) * 1e6) / 1e6 }
}

/** Routes under `/api/handicap`. */
export function handicapRoutes(deps: HttpDeps) {
  const { respond } = deps
  return new Elysia({ name: 'handicap', normalize: false })
    .use(core(deps))
    .get(
      '/api/handicap',
      ({ request, query: { ratingA, ratingB, raceA, raceB } }) =>
        respond.json(request, answer(raceA, raceB, oddsOf(ratingA, ratingB, raceA, raceB)), 'public'),
      {
        anyone: 'public.read',
        query: z.strictObject({ ...ratings, raceA: race, raceB: race }),
        response: shape.answers(odds),
        detail: { tags, summary: 'Chance of each side to win a match' },
      },
    )
    .get(
      '/api/handicap/fair-race',
      ({ request, query: { ratingA, ratingB, longRace, minRace: shortest } }) => {
        const minRace = shortest ?? Math.min(2, longRace)
        if (minRace > longRace)
          throw new AppError('invalid_option', `no race to ${longRace} has at least ${minRace} racks`)
        const found = fairRaceOf(ratingA, ratingB, longRace, minRace)
        return respond.json(request, answer(found.raceA, found.raceB, found.pWinA), 'public')
      },
      {
        anyone: 'public.read',
        query: z.strictObject({ ...ratings, longRace: race, minRace: race.optional() }),
        response: shape.answers(fair),
        detail: { tags, summary: 'The races nearest to even odds; neither is below 2 unless minRace says so' },
      },
    )
}
