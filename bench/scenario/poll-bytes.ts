/** What a poll of a live bracket costs on the wire after one result: the difference, beside the body in plain zstd. */
import { zstdDecompressSync, type ZstdOptions } from 'node:zlib'
import { registerDirector, startEvent } from '../../load/director.ts'
import { createTarget } from '../../load/target.ts'
import { Poll, type Unpack } from '../../src/client/poll.ts'
import type { Row, Scenario } from '../bench.ts'
import { quantile } from '../measure/quantiles.ts'

const players = 32
const raceTo = 5
const rounds = 4
const bytesMax = 200
const shareMax = 0.1

interface Listed {
  readonly data: readonly { readonly id: string }[]
}

const unpack: Unpack = (frame, dictionary) => {
  const options: ZstdOptions & { dictionary: Uint8Array } = { dictionary }
  return zstdDecompressSync(frame, options)
}

async function run(): Promise<Row[]> {
  await using target = createTarget({ RATE_PROFILE: 'open' })
  await target.start()
  const director = await registerDirector(target.url)
  const id = await startEvent(director, { name: 'Polled', players, raceTo })
  const url = `${target.url}/api/tournaments/${id}/bracket`
  const poll = new Poll({ url, token: () => director.headers.authorization?.replace('Bearer ', '') ?? '', unpack })
  await poll.next()
  const differences: number[] = []
  const wholes: number[] = []
  for (let round = 0; round < rounds; round++) {
    const ready = await director.get<Listed>(`/api/tournaments/${id}/matches?state=ready`)
    for (const match of ready.data) {
      await director.post(`/api/matches/${match.id}/result`, { scoreA: raceTo, scoreB: round })
      differences.push((await poll.next()).bytes)
      const plain = { ...director.headers, 'accept-encoding': 'zstd' }
      wholes.push((await (await fetch(url, { headers: plain, decompress: false })).bytes()).length)
    }
  }
  const median = quantile(differences, 0.5)
  const share = Math.round((median / quantile(wholes, 0.5)) * 1000) / 1000
  return [
    { figure: 'results', value: differences.length, unit: '' },
    { figure: 'body in zstd, median', value: quantile(wholes, 0.5), unit: 'bytes' },
    { figure: 'difference, median', value: median, unit: 'bytes', bound: `<= ${bytesMax}`, isOk: median <= bytesMax },
    { figure: 'difference, largest', value: quantile(differences, 1), unit: 'bytes' },
    { figure: 'difference / zstd', value: share, unit: 'x', bound: `<= ${shareMax}`, isOk: share <= shareMax },
  ]
}

export const scenario: Scenario = { name: 'bytes of a poll of a live bracket after one result', run }
