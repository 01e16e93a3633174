/**
 * `bun scripts/conformance.ts`: the conformance table of src/http/conformance held against Railbird and its peers,
 * side by side, each failure with a link to the section it stands on. Results go to bench/results/conformance.*.
 * Ends with 1 if Railbird fails a case.
 */
import { join } from 'node:path'
import { createTarget } from '../load/target.ts'
import { registerDirector, startEvent } from '../load/director.ts'
import { spawnPeer, type Peer } from '../bench/peer/spawn.ts'
import { linkOf, type Case, type Feature, type Place } from '../src/http/conformance/case.ts'
import { railbird } from '../src/http/conformance/house.ts'
import { examine, type Spot, type Subject, type Verdict } from '../src/http/conformance/runner.ts'
import { table } from '../src/http/conformance/table.ts'

const results = join(import.meta.dir, '../bench/results')
const account = { email: 'conformance@example.com', password: 'correct horse battery' }

// Parts of HTTP that the peers do not claim: none of these is held against them.
const notOffered: readonly Feature[] = ['problems', 'links', 'cache status', 'dictionaries', 'tokens', 'lists']

function peer(name: string, { origin }: Peer, hasCodings = true): Subject {
  const json = { 'content-type': 'application/json' }
  const own: Spot = { path: '/own', headers: { authorization: 'Bearer x' } }
  const places: Record<Place, Spot> = {
    big: { path: '/big' },
    own,
    small: { path: '/small' },
    list: { path: '/big' },
    missing: { path: '/missing' },
    write: { path: '/write', method: 'POST', headers: json, body: '{"name":"Hall"}' },
    token: own,
    nowhere: { path: '/nowhere' },
    polled: own,
  }
  return { name, origin, lacks: new Set(hasCodings ? notOffered : [...notOffered, 'codings']), places }
}

async function everyVerdict(): Promise<Verdict[]> {
  await using target = createTarget({ ALLOWED_ORIGINS: 'https://club.example', RATE_PROFILE: 'open' })
  await target.start()
  const director = await registerDirector(target.url)
  for (let i = 0; i < 5; i++)
    await director.post('/api/tournaments', { name: `Evening ${i}`, type: 'single_elimination' })
  const tournamentId = await startEvent(director, { name: 'Conformance', players: 32, raceTo: 7 })
  const token = director.headers.authorization?.replace('Bearer ', '') ?? ''
  await director.post('/api/auth/register', { ...account, name: 'Ada' })
  const body = await (
    await fetch(`${target.url}/api/public/${director.orgSlug}/tournaments/${tournamentId}/bracket`)
  ).text()
  await using inOrder = await spawnPeer('hono', body, 'compress,etag')
  await using otherwise = await spawnPeer('hono', body, 'etag,compress')
  await using fastify = await spawnPeer('fastify', body)
  await using fixed = await spawnPeer('static', body)
  const subjects = [
    railbird({ origin: target.url, token, orgSlug: director.orgSlug, tournamentId, account }),
    peer('hono compress, etag', inOrder),
    peer('hono etag, compress', otherwise),
    peer('fastify', fastify),
    peer('Bun static routes', fixed, false),
  ]
  const verdicts: Verdict[] = []
  for (const subject of subjects) verdicts.push(...(await examine(subject, table)))
  return verdicts
}

/** One line for each case that anybody fails, one column for each server, and the sums. */
function markdown(verdicts: readonly Verdict[]): string {
  const names = [...new Set(verdicts.map(({ subject }) => subject))]
  const of = (held: Case, name: string) => verdicts.find((one) => one.held === held && one.subject === name)
  const mark = (held: Case, name: string) => {
    const failure = of(held, name)?.failure
    if (failure === undefined) return '-'
    return failure === null ? 'ok' : `**${failure.replaceAll('|', '\\|').slice(0, 80)}**`
  }
  const rows = table
    .filter((held) => names.some((name) => of(held, name)?.failure))
    .map((held) => {
      const where = `[${held.rfc} ${held.section}](${linkOf(held)})`
      const title = `${held.title.replaceAll('|', '\\|')}${held.isDemanded ? '' : ' (advised)'}`
      return `| ${where} | ${title} | ${names.map((name) => mark(held, name)).join(' | ')} |`
    })
  const count = (name: string, isDemanded: boolean) => {
    const all = verdicts.filter((one) => one.subject === name && one.held.isDemanded === isDemanded)
    const judged = all.filter(({ failure }) => failure !== undefined)
    return `${judged.filter(({ failure }) => failure === null).length} of ${judged.length}`
  }
  const line = (title: string, isDemanded: boolean) =>
    `| | ${title} | ${names.map((name) => count(name, isDemanded)).join(' | ')} |`
  return [
    `# HTTP conformance: ${table.length} cases`,
    '',
    'Cases that every server passes are left out; `-` is what a server does not offer.',
    '',
    `| RFC | Case | ${names.join(' | ')} |`,
    `|---|---|${names.map(() => '---').join('|')}|`,
    line('**passed, of what the RFCs demand**', true),
    line('**passed, of what they advise**', false),
    ...rows,
    '',
  ].join('\n')
}

const verdicts = await everyVerdict()
const text = markdown(verdicts)
process.stdout.write(text)
await Bun.write(join(results, 'conformance.md'), text)
const rows = verdicts.map(({ subject, held, failure }) => ({ subject, ...held, failure: failure ?? null }))
const bun = Bun.version
await Bun.write(join(results, 'conformance.json'), JSON.stringify({ bun, at: new Date().toISOString(), rows }, null, 1))
process.exit(verdicts.some(({ subject, failure }) => subject === 'railbird' && typeof failure === 'string') ? 1 : 0)
