/**
 * Memory of an idle server that plays its demo, after half a minute. Bounded is the Bun process, resident with shared
 * pages in full; its Postgres is told beside it, proportionally, because its processes share one large segment.
 */
import { createTarget } from '../../load/target.ts'
import type { Row, Scenario } from '../bench.ts'
import { descendants, proportionalMiB, residentMiB } from '../measure/process.ts'

const residentMiBMax = 200
const settleMs = 30_000

async function run(): Promise<Row[]> {
  await using target = createTarget({ DEMO: 'on' })
  await target.start()
  await Bun.sleep(settleMs)
  const children = descendants(target.pid)
  const resident = residentMiB(target.pid)
  return [
    {
      figure: 'server process, resident',
      value: Math.round(resident),
      unit: 'MiB',
      bound: `< ${residentMiBMax} MiB`,
      isOk: resident < residentMiBMax,
    },
    { figure: 'server process, proportional', value: Math.round(proportionalMiB([target.pid])), unit: 'MiB' },
    { figure: 'its Postgres, proportional', value: Math.round(proportionalMiB(children)), unit: 'MiB' },
    { figure: 'processes of Postgres', value: children.length, unit: '' },
  ]
}

export const scenario: Scenario = { name: 'memory, idle with the demo', run }
