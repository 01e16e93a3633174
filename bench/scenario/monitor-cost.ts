/**
 * What it costs a server to watch itself: the same requests to two servers on one database, one of which counts
 * nothing. CPU of the serving process, slice by slice in turn. A process may be lucky for as long as it lives, so
 * there are several pairs of fresh ones. What else runs on the machine only adds to a slice, so the cheapest tenth of
 * each side is compared.
 */
import { startEmbedded } from '../../db/embedded.ts'
import { prepareDatabase } from '../../db/migrate.ts'
import { registerDirector, startEvent, type Director } from '../../load/director.ts'
import type { Row, Scenario } from '../bench.ts'
import { measureArms, type Arm } from '../measure/paired.ts'
import { quantile, rounded } from '../measure/quantiles.ts'
import { spawnPeer, type Peer } from '../peer/spawn.ts'

const pairs = 3
const plan = { slices: 40, warmUpSlices: 60, connections: 8 }
const ratioMax = 1.03
const share = 0.1
const browser = { 'accept-encoding': 'gzip, deflate, br, zstd' }

/** One thing to ask for, and what each slice of it cost: watched and unwatched, in microseconds a request. */
interface Kind {
  readonly name: string
  readonly arm: Pick<Arm, 'headers' | 'status' | 'requests'> & { readonly path: string }
  readonly watched: number[]
  readonly unwatched: number[]
}

async function run(): Promise<Row[]> {
  await using embedded = await startEmbedded({ ephemeral: true })
  await prepareDatabase(embedded.target)
  const target = JSON.stringify(embedded.target)
  let kinds: readonly Kind[] | null = null
  for (let pair = 0; pair < pairs; pair++) {
    await using open = await spawnPeer('watched', '', target, 'on')
    await using shut = await spawnPeer('watched', '', target, 'off')
    kinds ??= await kindsOf(open)
    await measurePair(kinds, open, shut)
  }
  return (kinds ?? []).flatMap(rowsOf)
}

async function kindsOf({ origin }: Peer): Promise<Kind[]> {
  const director: Director = await registerDirector(origin)
  const id = await startEvent(director, { name: 'Watched', players: 13, raceTo: 7 })
  const path = `/api/public/${director.orgSlug}/tournaments/${id}/bracket`
  const usual = { path, headers: browser, status: 200, requests: 400 }
  const signedIn = { ...browser, ...director.headers }
  const kind = (name: string, arm: Kind['arm']): Kind => ({ name, arm, watched: [], unwatched: [] })
  return [
    kind('a hit of 17 KB', usual),
    kind('a 304', { ...usual, status: 304 }),
    kind('a hit, signed in', { ...usual, path: `/api/tournaments/${id}/bracket`, headers: signedIn }),
    kind('three queries', { ...usual, path: '/api/audit-logs', headers: signedIn, requests: 60 }),
  ]
}

async function measurePair(kinds: readonly Kind[], open: Peer, shut: Peer): Promise<void> {
  const arms: Arm[] = []
  for (const { name, arm } of kinds) {
    arms.push(await armOf(`${name} open`, arm, open), await armOf(`${name} shut`, arm, shut))
  }
  const costs = await measureArms(arms, plan)
  for (const { name, watched, unwatched } of kinds) {
    watched.push(...(costs.get(`${name} open`)?.micros ?? []))
    unwatched.push(...(costs.get(`${name} shut`)?.micros ?? []))
  }
}

/** A tag is asked for first where it is to be sent: it names the build that gave it. */
async function armOf(name: string, { path, ...arm }: Kind['arm'], { pid, origin }: Peer): Promise<Arm> {
  const url = origin + path
  const known = arm.status === 304 ? (await fetch(url, { headers: arm.headers })).headers.get('etag') : null
  const headers = known === null ? arm.headers : { ...arm.headers, 'if-none-match': known }
  return { ...arm, name, pid, url, headers, lead: 20 }
}

function rowsOf({ name, watched, unwatched }: Kind): Row[] {
  const value = Math.round((quantile(watched, share) / quantile(unwatched, share)) * 1000) / 1000
  const cpu = (side: string, micros: readonly number[]): Row => {
    return { figure: `CPU of ${name}, ${side}`, value: rounded(quantile(micros, share)), unit: 'µs' }
  }
  return [
    cpu('watched', watched),
    cpu('unwatched', unwatched),
    { figure: `${name}, cost`, value, unit: 'x', bound: `<= ${ratioMax}`, isOk: value <= ratioMax },
  ]
}

export const scenario: Scenario = { name: 'What watching itself costs a server', run }
