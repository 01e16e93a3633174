/**
 * From the spawn of the process to the first healthy answer, on a data folder that exists: after a clean stop and after
 * a SIGKILL of the server. The demo is on, as a newcomer has it.
 */
import { createTarget } from '../../load/target.ts'
import type { Row, Scenario } from '../bench.ts'
import { quantile, rounded } from '../measure/quantiles.ts'

const startMsMax = 1500
const rounds = 5

async function run(): Promise<Row[]> {
  await using target = createTarget({ DEMO: 'on' })
  const firstMs = await target.start()
  const cleanMs: number[] = []
  const killedMs: number[] = []
  for (let round = 0; round < rounds; round++) {
    await target.stop()
    cleanMs.push(await target.start())
    await target.kill()
    killedMs.push(await target.start())
  }
  const bound = (figure: string, value: number): Row => {
    return { figure, value: rounded(value), unit: 'ms', bound: `< ${startMsMax} ms`, isOk: value < startMsMax }
  }
  return [
    { figure: 'first start, empty folder', value: rounded(firstMs), unit: 'ms' },
    bound(`after a clean stop, median of ${rounds}`, quantile(cleanMs, 0.5)),
    bound(`after a clean stop, worst of ${rounds}`, Math.max(...cleanMs)),
    bound(`after kill -9, median of ${rounds}`, quantile(killedMs, 0.5)),
    { figure: `after kill -9, worst of ${rounds}`, value: rounded(Math.max(...killedMs)), unit: 'ms' },
  ]
}

export const scenario: Scenario = { name: 'start to healthy on an existing data folder', run }
