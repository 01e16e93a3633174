/** The law of protection: it moves nobody out of the tier (seeds 1, 2, 3-4, 5-8, ...) that his rating gave him. */
import { seedOrder } from '../seeding.ts'
import type { State } from '../types.ts'

/** Who stands in another tier than by rating alone, in words; for a drawn first stage seeded by rating. */
export function tierFaults({ players, stages }: State): string[] {
  const order = stages[0]?.order ?? []
  const drawn = players.filter((player) => order.includes(player.id))
  const byRating = seedOrder(drawn, 'rating', 0).map((player) => player.id)
  const tier = (at: number) => (at < 2 ? at : 1 + Math.floor(Math.log2(at)))
  return order.flatMap((id, at) => {
    const due = byRating.indexOf(id)
    return tier(at) === tier(due) ? [] : [`${id} is seed ${at + 1} instead of about ${due + 1}`]
  })
}
