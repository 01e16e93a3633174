/**
 * The checker: compares what was sent and answered with what the logs, read models and viewers hold, law by law.
 * Shares no code with the server, so that no mistake of it can hide here; reads no log file.
 * The laws: R1 durable, R2 unknown is nought or one, R3 gapless and in order, R4 exact rooms, R7 converge.
 */
import type { Attempt, History, Logged, Shown, Stream, Tournament } from './history.ts'

/** A breach of a law, with the facts in one sentence. */
export interface Violation {
  readonly law: 'R1' | 'R2' | 'R3' | 'R4' | 'R7' | 'replay' | 'C1' | 'C2' | 'C4' | 'answer'
  readonly detail: string
}

/** An operation: its sendings in order. */
type Operation = readonly [Attempt, ...Attempt[]]

/** Every breach of a law; empty for a history that keeps them all. */
export function check(history: History): Violation[] {
  const operations = byKey(history.attempts)
  return [
    ...history.tournaments.flatMap(gaps),
    ...operations.flatMap(contradictions),
    ...history.tournaments.flatMap((tournament) => {
      const own = operations.filter(([first]) => first.tournament === tournament.id)
      return [...matchUp(tournament, own, history.actor), ...disorder(own), ...miscounts(tournament)]
    }),
    ...history.streams.flatMap((stream) => strayed(stream, history.tournaments)),
  ]
}

function byKey(attempts: readonly Attempt[]): Operation[] {
  const groups = new Map<string, [Attempt, ...Attempt[]]>()
  for (const attempt of attempts.toSorted((x, y) => x.invokedAt - y.invokedAt)) {
    const group = groups.get(attempt.key)
    if (group) group.push(attempt)
    else groups.set(attempt.key, [attempt])
  }
  return [...groups.values()]
}

const acknowledged = (operation: Operation) => operation.find(({ outcome }) => outcome === 'ok')
const named = ([{ id, key }]: Operation) => `operation ${id} (key ${key})`

/** R3: versions of a log are 1, 2, 3, ... as it lists them, and its last is the tournament's. */
function gaps({ id, events, version }: Tournament): Violation[] {
  const wrong = events.findIndex((event, at) => event.version !== at + 1)
  const broken: Violation[] = []
  if (wrong !== -1) {
    const detail = `log of ${id}: version ${events[wrong]?.version} stands where ${wrong + 1} should`
    broken.push({ law: 'R3', detail })
  }
  if (events.length !== version) {
    broken.push({ law: 'R3', detail: `log of ${id} has ${events.length} events, its snapshot is version ${version}` })
  }
  return broken
}

/** R2: the same key gets the same answer, however often it is sent. */
function contradictions(operation: Operation): Violation[] {
  const answers = operation.filter(({ outcome }) => outcome !== 'unknown')
  const said = new Set(answers.map(({ outcome, version }) => `${outcome} ${version ?? ''}`))
  if (said.size < 2) return []
  return [{ law: 'R2', detail: `${named(operation)} was answered in ${said.size} ways: ${[...said].join(', ')}` }]
}

/** R1 and R2: every acknowledged rack is in the log where its answer said, once, and no rack is there unasked. */
function matchUp(tournament: Tournament, operations: readonly Operation[], actor: string | null): Violation[] {
  const broken: Violation[] = []
  const at = new Map(tournament.events.map((event) => [event.version, event]))
  const claimed = new Map<number, Operation>()
  for (const operation of operations) {
    const answer = acknowledged(operation)
    if (answer?.version === undefined) continue
    const event = at.get(answer.version)
    const other = claimed.get(answer.version)
    if (!event || !isRack(event, answer)) {
      const found = event ? `${event.type} ${JSON.stringify(event.data)}` : 'nothing'
      const detail = `${named(operation)} was acknowledged at version ${answer.version}, where the log has ${found}`
      broken.push({ law: 'R1', detail })
    } else if (other) {
      broken.push({ law: 'R1', detail: `${named(operation)} and ${named(other)} share version ${answer.version}` })
    }
    claimed.set(answer.version, operation)
  }
  return [...broken, ...unasked(tournament, operations, claimed, actor)]
}

/** Racks nobody was told of: each must be an operation that never got its answer, and each such has at most one. */
function unasked(
  tournament: Tournament,
  operations: readonly Operation[],
  claimed: ReadonlyMap<number, Operation>,
  actor: string | null,
): Violation[] {
  const open = operations.filter((operation) => operation.every(({ outcome }) => outcome === 'unknown'))
  const broken: Violation[] = []
  for (const event of tournament.events) {
    if (event.type !== 'rack.recorded' || claimed.has(event.version)) continue
    if (actor !== null && event.actor !== actor) continue
    const asker = open.findIndex(([first]) => isRack(event, first))
    if (asker !== -1) open.splice(asker, 1)
    else broken.push({ law: 'R2', detail: `log of ${tournament.id}: the rack at version ${event.version} is doubled` })
  }
  return broken
}

function isRack(event: Logged, { match, winner }: Attempt): boolean {
  const data = event.data as { match?: unknown; winner?: unknown }
  return event.type === 'rack.recorded' && data.match === match && data.winner === winner
}

/** R3: what was answered before another was asked has the lower version. */
function disorder(operations: readonly Operation[]): Violation[] {
  const spans = operations.flatMap((operation) => {
    const answer = acknowledged(operation)
    if (answer?.version === undefined) return []
    return [{ operation, from: operation[0].invokedAt, to: answer.returnedAt, version: answer.version }]
  })
  const byEnd = spans.toSorted((x, y) => x.to - y.to)
  const broken: Violation[] = []
  let ended = 0
  let highest = { version: 0, name: '' }
  for (const span of spans.toSorted((x, y) => x.from - y.from)) {
    for (let next = byEnd[ended]; next && next.to < span.from; next = byEnd[++ended]) {
      if (next.version > highest.version) highest = { version: next.version, name: named(next.operation) }
    }
    if (span.version > highest.version) continue
    const later = `${named(span.operation)} got version ${span.version}`
    broken.push({ law: 'R3', detail: `${later} after ${highest.name} had been answered with ${highest.version}` })
  }
  return broken
}

/** R1: the score of every match is what its racks in the log add up to. */
function miscounts({ id, events, snapshot }: Tournament): Violation[] {
  const racks = new Map<string, string[]>()
  for (const { type, data } of events) {
    if (type !== 'rack.recorded' && type !== 'rack.undone') continue
    const { match, winner = '' } = data as { match: string; winner?: string }
    const list = racks.get(match) ?? []
    racks.set(match, type === 'rack.recorded' ? [...list, winner] : list.slice(0, -1))
  }
  return [...racks].flatMap(([match, winners]): Violation[] => {
    const [a, b] = ['a', 'b'].map((side) => winners.filter((winner) => winner === side).length)
    const row = snapshot.m[match]
    if (row?.scoreA === a && row?.scoreB === b) return []
    const shown = row ? `${row.scoreA}:${row.scoreB}` : 'no such match'
    return [{ law: 'R1', detail: `match ${match} of ${id} has ${a}:${b} in the log and ${shown} in the snapshot` }]
  })
}

/** R4 and R7: a viewer never goes back, reaches the end, and then shows what the server has. */
function strayed(stream: Stream, tournaments: readonly Tournament[]): Violation[] {
  const tournament = tournaments.find(({ id }) => id === stream.tournament)
  if (!tournament) return [{ law: 'R4', detail: `${stream.viewer} watches ${stream.tournament}, which is not there` }]
  const broken: Violation[] = []
  const back = stream.versions.findIndex((version, at) => at > 0 && version <= (stream.versions[at - 1] ?? 0))
  if (back !== -1) {
    const step = `from version ${stream.versions[back - 1]} to ${stream.versions[back]}`
    broken.push({ law: 'R4', detail: `${stream.viewer} went ${step}` })
  }
  const last = stream.versions.at(-1) ?? 0
  if (last !== tournament.version || !stream.isLive) {
    const state = stream.isLive ? 'live' : 'not live'
    const detail = `${stream.viewer} ended at version ${last} (${state}), the server is at ${tournament.version}`
    broken.push({ law: 'R7', detail })
  } else if (!isEqual(stream.shown, tournament.snapshot)) {
    broken.push({ law: 'R4', detail: `${stream.viewer} shows other rows than the snapshot of version ${last}` })
  }
  return broken
}

function isEqual(shown: Shown | null, snapshot: Shown): boolean {
  return Bun.deepEquals(shown, snapshot)
}
