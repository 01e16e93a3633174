/** Who and what is there before any event: organisations, people with accounts, venues and their tables. */
import type { OrgId, TableId, UserId, VenueId } from '../../src/engine/types.ts'
import { demoOrg } from '../seed-accounts.ts'
import { people } from '../seed-people.ts'
import { luckOf, seedId } from './chance.ts'
import { type SeedSize, seedDay } from './sizes.ts'

export interface SeedOrg {
  readonly id: OrgId
  readonly slug: string
  readonly name: string
  readonly venue: VenueId
  readonly tables: readonly { readonly id: TableId; readonly label: string }[]
  /** Accounts that play here, by their place in the cast. */
  readonly regulars: readonly number[]
  readonly director: UserId
  /** Accounts that keep the events, the director first. */
  readonly staff: readonly UserId[]
}

export interface SeedUser {
  readonly id: UserId
  readonly email: string
  readonly name: string
  readonly club: string
  readonly rating: number
}

export interface Cast {
  readonly orgs: readonly SeedOrg[]
  readonly users: readonly SeedUser[]
}

const rooms = ['Cue Hall', 'Break Room', 'Corner Club', 'Rack House', 'Felt Works', 'Eight Ball Parlour'] as const
const towns = ['Aberwen', 'Brookside', 'Caldera', 'Dunmoor', 'Eastholm', 'Farrow', 'Gravesend', 'Hollin'] as const
const tablesMost = 24
const staffOf = 6
const born = Date.parse(seedDay) - 4 * 365 * 86_400_000

function userOf(at: number): SeedUser {
  const luck = luckOf(`user/${at}`)
  const person = people[at % people.length] ?? { name: '', club: '', rating: 500 }
  const round = Math.floor(at / people.length)
  const id = seedId<UserId>(born + at * 1000, `user/${at}`)
  const email = `player-${String(at + 1).padStart(6, '0')}@seed.example`
  return {
    id,
    email,
    name: round === 0 ? person.name : `${person.name} ${round + 1}`,
    club: person.club,
    rating: 250 + luck.upTo(550),
  }
}

function orgOf(at: number, size: SeedSize, users: readonly SeedUser[]): SeedOrg {
  const luck = luckOf(`org/${at}`)
  const when = born + at * 60_000
  const own = at === 0 ? demoOrg : null
  const count = 4 + Math.floor((tablesMost - 4) / (1 + luck.rank(12)))
  const most = Math.min(size.users, 200 + Math.floor(size.users / (at + 2)))
  const from = luck.upTo(size.users)
  const regulars = Array.from({ length: most }, (_, step) => (from + step) % size.users)
  const staff = regulars.slice(0, staffOf).flatMap((place) => users[place]?.id ?? [])
  return {
    id: own?.id ?? seedId<OrgId>(when, `org/${at}`),
    slug: own?.slug ?? `room-${String(at).padStart(3, '0')}`,
    name: own?.name ?? `${towns[at % towns.length]} ${rooms[at % rooms.length]} ${at}`,
    venue: seedId<VenueId>(when, `venue/${at}`),
    tables: Array.from({ length: count }, (_, table) => ({
      id: seedId<TableId>(when, `table/${at}/${table}`),
      label: `${table + 1}`,
    })),
    regulars,
    director: staff[0] ?? seedId<UserId>(when, 'nobody'),
    staff,
  }
}

/** Org 0 is the demo's: its accounts, whose passwords are known, see the largest room. */
export function castOf(size: SeedSize): Cast {
  const users = Array.from({ length: size.users }, (_, at) => userOf(at))
  return { users, orgs: Array.from({ length: size.orgs }, (_, at) => orgOf(at, size, users)) }
}
