/**
 * What it costs a server to watch itself: the same requests to two servers on one database, one of which counts
 * nothing. CPU of the serving process, slice by slice in turn; the median of the ratios is the cost.
 */
import { startEmbedded } from '../../db/embedded.ts'
import { prepareDatabase } from '../../db/migrate.ts'
import { registerDirector, startEvent } from '../../load/director.ts'
import type { Row, Scenario } from '../bench.ts'
import { measureArms, medianRatio, type Arm, type Cost } from '../measure/paired.ts'
import { quantile, rounded } from '../measure/quantiles.ts'
import { spawnPeer } from '../peer/spawn.ts'

const plan = { slices: 60, warmUpSlices: 20, connections: 8 }
const ratioMax = 1.03
const browser = { 'accept-encoding': 'gzip, deflate, br, zstd' }

async function run(): Promise<Row[]> {
  await using embedded = await startEmbedded({ ephemeral: true })
  await prepareDatabase(embedded.target)
  const target = JSON.stringify(embedded.target)
  await using open = await spawnPeer('watched', '', target, 'on')
  await using shut = await spawnPeer('watched', '', target, 'off')
  const director = await registerDirector(open.origin)
  const id = await startEvent(director, { name: 'Watched', players: 13, raceTo: 7 })
  const bracket = `/api/public/${director.orgSlug}/tournaments/${id}/bracket`
  const etag = (await fetch(open.origin + bracket, { headers: browser })).headers.get('etag') ?? ''

  const kinds: readonly (readonly [string, string, Partial<Arm>])[] = [
    ['a hit of 17 KB', bracket, {}],
    ['a 304', bracket, { status: 304, headers: { ...browser, 'if-none-match': etag } }],
    [
      'a read of the database',
      `/api/tournaments/${id}/events`,
      { headers: { ...browser, ...director.headers }, requests: 100 },
    ],
  ]
  const arms = kinds.flatMap(([name, path, more]) =>
    [open, shut].map(({ pid, origin }): Arm => {
      const side = pid === open.pid ? 'watched' : 'unwatched'
      const usual = { headers: browser, status: 200, requests: 400, lead: 40 }
      return { name: `${name}, ${side}`, pid, url: origin + path, ...usual, ...more }
    }),
  )
  const costs = await measureArms(arms, plan)
  return kinds.flatMap(([name]) => rowsOf(costs, name))
}

function rowsOf(costs: ReadonlyMap<string, Cost>, name: string): Row[] {
  const cpu = ['watched', 'unwatched'].map((side): Row => {
    const micros = quantile([...(costs.get(`${name}, ${side}`)?.micros ?? [])], 0.5)
    return { figure: `CPU of ${name}, ${side}`, value: rounded(micros), unit: 'µs' }
  })
  const value = medianRatio(costs, `${name}, watched`, `${name}, unwatched`)
  return [...cpu, { figure: `${name}, cost`, value, unit: 'x', bound: `<= ${ratioMax}`, isOk: value <= ratioMax }]
}

export const scenario: Scenario = { name: 'What watching itself costs a server', run }
