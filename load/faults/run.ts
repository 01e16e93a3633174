/**
 * `bun run fault -- kill --kills 20 --rate 100 --seed 7 --json`, and so every other name of the table below.
 * Exit code 1 when a law was broken, 2 for a wrong call.
 */
import { parseArgs } from 'node:util'
import { freezeDatabase } from './database-freeze.ts'
import { restartDatabase } from './database-restart.ts'
import { fillDisk } from './disk-full.ts'
import { killDuringDemo } from './demo-kill.ts'
import { floodKeys } from './flood.ts'
import { freezeRedis } from './freeze.ts'
import { killServer } from './kill.ts'
import { cutNodes } from './nodes.ts'
import { asText } from './report.ts'
import { changeSchema } from './schema-change.ts'

const faults = {
  kill: { run: killServer, kills: 20, rate: 100, seconds: 1 },
  'demo-kill': { run: killDuringDemo, kills: 3, rate: 5, seconds: 1 },
  nodes: { run: cutNodes, kills: 5, rate: 30, seconds: 5 },
  freeze: { run: freezeRedis, kills: 1, rate: 300, seconds: 60 },
  flood: { run: floodKeys, kills: 1, rate: 1, seconds: 600 },
  'db-restart': { run: restartDatabase, kills: 1, rate: 200, seconds: 5 },
  'db-freeze': { run: freezeDatabase, kills: 1, rate: 100, seconds: 30 },
  'disk-full': { run: fillDisk, kills: 1, rate: 40, seconds: 15 },
  schemas: { run: changeSchema, kills: 1, rate: 20_000, seconds: 1 },
} as const

const names = Object.keys(faults).join('|')
const usage = `usage: bun run fault -- ${names} [--kills n] [--rate n] [--seconds n] [--seed n] [--json]\n`

function readCall() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        kills: { type: 'string' },
        rate: { type: 'string' },
        seconds: { type: 'string' },
        seed: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    })
  } catch (error) {
    if (error instanceof TypeError) return null
    throw error
  }
}

async function main(): Promise<number> {
  const { values, positionals } = readCall() ?? { values: {}, positionals: [] }
  const [name = ''] = positionals
  const fault = Object.hasOwn(faults, name) ? faults[name as keyof typeof faults] : undefined
  const kills = Number(values.kills ?? fault?.kills)
  const rate = Number(values.rate ?? fault?.rate)
  const seconds = Number(values.seconds ?? fault?.seconds)
  const seed = Number(values.seed ?? 7)
  if (!fault || positionals.length > 1 || ![kills, rate, seconds, seed].every((n) => Number.isInteger(n) && n > 0)) {
    process.stderr.write(usage)
    return 2
  }
  const log = (line: string) => void (values.json || process.stdout.write(`${line}\n`))
  const report = await fault.run({ kills, rate, seconds, seed, log })
  process.stdout.write(values.json ? `${JSON.stringify(report, null, 2)}\n` : asText(report))
  return report.verdict === 'kept' ? 0 : 1
}

process.exit(await main())
