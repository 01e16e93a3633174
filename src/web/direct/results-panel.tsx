/**
 * Finished matches, the latest first, each open to correction. What a correction would change beyond its own match is
 * shown before anything happens, and only exactly that is confirmed.
 */
import { useSignal } from '@preact/signals'
import type { MatchRow, Rows } from '../../engine/rows.ts'
import { clockWords, endingWords, plainText } from '../words.ts'
import { Act, focusOnce, More, Refusal, ScoreForm } from './controls.tsx'
import { impactHeading, impactOf, impactWords, type Impact } from './correction.ts'
import type { Desk } from './desk.ts'
import { mayBeLevel, nameOf } from './names.ts'

const shownAtFirst = 40

export function ResultsPanel({ desk, rows }: { desk: Desk; rows: Rows }) {
  const wanted = useSignal('')
  const limit = useSignal(shownAtFirst)
  const all = Object.values(rows.m)
    .filter((match) => match.state === 'completed' && match.kind !== 'bye')
    .sort((a, b) => (b.completedAt ?? '').localeCompare(a.completedAt ?? '') || b.number - a.number)
  const text = (match: MatchRow) => `${match.number} ${nameOf(rows, match, 'a')} ${nameOf(rows, match, 'b')}`
  const found = all.filter((match) => plainText(text(match)).includes(plainText(wanted.value)))
  return (
    <section aria-labelledby="results">
      <h2 id="results">Results</h2>
      {all.length === 0 ? (
        <p class="lead">No match has finished yet.</p>
      ) : (
        <label class="field search" for="find">
          Search by player or number
          <input
            id="find"
            type="search"
            value={wanted.value}
            onInput={(event) => (wanted.value = event.currentTarget.value)}
          />
        </label>
      )}
      <ul class="roster">
        {found.slice(0, limit.value).map((match) => (
          <ResultItem key={match.id} desk={desk} rows={rows} match={match} />
        ))}
      </ul>
      {found.length > limit.value && (
        <button type="button" class="act" onClick={() => (limit.value = Infinity)}>
          Show all {found.length}
        </button>
      )}
    </section>
  )
}

interface ResultProps {
  readonly desk: Desk
  readonly rows: Rows
  readonly match: MatchRow
}

function ResultItem({ desk, rows, match }: ResultProps) {
  const isOpen = useSignal(false)
  const ending = endingWords(match)
  const side = (which: 'a' | 'b') => (
    <span class={match.winner === which ? 'is-winner' : undefined}>
      <bdi>{nameOf(rows, match, which)}</bdi> <strong>{which === 'a' ? match.scoreA : match.scoreB}</strong>
    </span>
  )
  return (
    <li data-result={match.id}>
      <div class="roster-line">
        <span class="seed">{match.number}</span>
        <span class="who result">
          {side('a')}
          {side('b')}
        </span>
        <span class="fate">
          {[ending, match.completedAt && clockWords(new Date(match.completedAt))].filter(Boolean).join(' · ')}
        </span>
        <button type="button" class="act" aria-expanded={isOpen.value} onClick={() => (isOpen.value = !isOpen.value)}>
          {isOpen.value ? 'Leave' : 'Correct'} <span class="unseen">match {match.number}</span>
        </button>
      </div>
      {isOpen.value && <Correction desk={desk} rows={rows} match={match} done={() => (isOpen.value = false)} />}
    </li>
  )
}

/** Asks the server what would change, shows it, and sends exactly that back when the director agrees. */
function Correction({ desk, rows, match, done }: ResultProps & { done: () => void }) {
  const impact = useSignal<Impact | null>(null)
  const result = useSignal<object>({})
  const control = `correct:${match.id}`
  const send = async (body: object, cascade?: readonly string[]) => {
    const path = `/api/matches/${match.id}/correct`
    const answer = await desk.send(control, { path, body: { ...body, ...(cascade && { cascade }) } })
    if (answer === null) return
    if (answer.ok) {
      desk.say('The result is corrected.')
      return done()
    }
    result.value = body
    impact.value = impactOf(answer.problem)
    if (answer.problem.code === 'cascade_required') desk.refuse(control, null)
  }
  const names = [nameOf(rows, match, 'a'), nameOf(rows, match, 'b')] as const
  return (
    <div class="correction">
      <ScoreForm
        id={control}
        names={names}
        scores={[match.scoreA, match.scoreB]}
        label="Correct the result"
        hasDecider={mayBeLevel(match)}
        send={(score) => void send(score)}
      />
      <Refusal desk={desk} control={control} />
      <Otherwise desk={desk} control={control} names={names} send={(body) => void send(body)} />
      {impact.value && (
        <ImpactList
          rows={rows}
          impact={impact.value}
          id={`impact-${match.id}`}
          agree={() => void send(result.peek(), impact.peek()?.cascadeIds)}
          leave={done}
        />
      )}
    </div>
  )
}

interface OtherwiseProps {
  readonly desk: Desk
  readonly control: string
  readonly names: readonly [string, string]
  readonly send: (result: object) => void
}

/** Results without a score of their own. */
function Otherwise({ desk, control, names: [a, b], send }: OtherwiseProps) {
  return (
    <More of="how it ended">
      {() => (
        <div class="doings">
          <Act desk={desk} control={control} press={() => send({ kind: 'walkover', winner: 'b' })}>
            {a} did not come
          </Act>
          <Act desk={desk} control={control} press={() => send({ kind: 'walkover', winner: 'a' })}>
            {b} did not come
          </Act>
          <Act desk={desk} control={control} press={() => send({ kind: 'retired', winner: 'b' })}>
            {a} gave up
          </Act>
          <Act desk={desk} control={control} press={() => send({ kind: 'retired', winner: 'a' })}>
            {b} gave up
          </Act>
          <Act desk={desk} control={control} press={() => send({ kind: 'double_forfeit' })}>
            Neither came
          </Act>
        </div>
      )}
    </More>
  )
}

interface ImpactProps {
  readonly rows: Rows
  readonly impact: Impact
  readonly id: string
  readonly agree: () => void
  readonly leave: () => void
}

function ImpactList({ rows, impact, id, agree, leave }: ImpactProps) {
  return (
    <div class="impact" role="group" aria-labelledby={id}>
      <h3 id={id} tabIndex={-1} ref={focusOnce}>
        {impactHeading(impact)}
      </h3>
      <ul>
        {impact.items.map((item) => (
          <li key={item.match ?? item.ref}>{impactWords(rows, item)}</li>
        ))}
      </ul>
      <div class="doings">
        <button type="button" class="act is-grave" onClick={agree}>
          Correct it and change these
        </button>
        <button type="button" class="act" onClick={leave}>
          Leave everything as it is
        </button>
      </div>
    </div>
  )
}
