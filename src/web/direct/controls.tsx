/** Small parts of the console: a button that says what went wrong, a question before what cannot be undone. */
import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import type { Desk } from './desk.ts'

interface MoreProps {
  readonly of?: string
  readonly children: () => ComponentChildren
}

/** What is needed less often, drawn only once it is opened. */
export function More({ of, children }: MoreProps) {
  const isOpen = useSignal(false)
  return (
    <details class="more-of" onToggle={(event) => (isOpen.value = event.currentTarget.open)}>
      <summary aria-label={of === undefined ? undefined : `More about ${of}`}>More</summary>
      {isOpen.value && children()}
    </details>
  )
}

interface ActProps {
  readonly desk: Desk
  /** Names the control; its refusal is shown by `Refusal`. */
  readonly control: string
  readonly press: () => void
  readonly look?: 'is-main' | 'is-grave' | 'is-small'
  readonly name?: string
  readonly children: ComponentChildren
}

export function Act({ desk, control, press, look, name, children }: ActProps) {
  const isBusy = desk.busy.value.has(control)
  return (
    <button
      type="button"
      class={look ? `act ${look}` : 'act'}
      aria-label={name}
      aria-disabled={isBusy}
      onClick={() => !isBusy && press()}
    >
      {children}
    </button>
  )
}

/** The words of the last refusal of a control, right where it was pressed. */
export function Refusal({ desk, control }: { desk: Desk; control: string }) {
  const words = desk.refusals.value[control]
  return (
    <div class="refused" role="alert">
      {words && (
        <p class="refusal">
          {words}{' '}
          <button type="button" class="put-away" onClick={() => desk.refuse(control, null)}>
            <span aria-hidden="true">×</span>
            <span class="unseen">Put this message away</span>
          </button>
        </p>
      )}
    </div>
  )
}

/** As a ref: takes the focus when it is drawn first, and not again when the page is drawn anew. */
export const focusOnce = (element: HTMLElement | null): void => element?.focus()

interface AskProps {
  readonly desk: Desk
  readonly control: string
  readonly label: string
  readonly question: string
  readonly yes: string
  readonly press: () => void
}

/** Asks once more before something grave. The focus follows to the answer and comes back with a no. */
export function Ask({ desk, control, label, question, yes, press }: AskProps) {
  const isAsking = useSignal(false)
  if (!isAsking.value) {
    return (
      <Act desk={desk} control={control} look="is-grave" press={() => (isAsking.value = true)}>
        {label}
      </Act>
    )
  }
  return (
    <div class="ask" role="group" aria-label={label}>
      <p>{question}</p>
      <button
        type="button"
        class="act is-grave"
        ref={focusOnce}
        onClick={() => {
          isAsking.value = false
          press()
        }}
      >
        {yes}
      </button>
      <button type="button" class="act" onClick={() => (isAsking.value = false)}>
        No, leave it
      </button>
    </div>
  )
}

/** A final score; a level one in a knockout names who goes on. */
export interface Score {
  readonly scoreA: number
  readonly scoreB: number
  readonly decider?: 'a' | 'b'
}

interface ScoreFormProps {
  readonly names: readonly [string, string]
  readonly scores: readonly [number, number]
  readonly label: string
  /** True where the score may be level and one of the two goes on all the same. */
  readonly hasDecider: boolean
  readonly send: (score: Score) => void
  readonly id: string
}

function readScore(data: FormData): Score {
  const [scoreA, scoreB] = [Number(data.get('a') ?? 0), Number(data.get('b') ?? 0)]
  const decider = data.get('decider')
  const isDecided = scoreA === scoreB && (decider === 'a' || decider === 'b')
  return { scoreA, scoreB, ...(isDecided && { decider }) }
}

/** Two numbers and a button. */
export function ScoreForm({ names, scores, label, hasDecider, send, id }: ScoreFormProps) {
  return (
    <form
      class="score-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        send(readScore(new FormData(event.currentTarget)))
      }}
    >
      {(['a', 'b'] as const).map((side, i) => (
        <label key={side} for={`${id}-${side}`}>
          <bdi>{names[i]}</bdi>
          <input
            id={`${id}-${side}`}
            name={side}
            type="number"
            inputMode="numeric"
            min={0}
            max={999}
            defaultValue={String(scores[i])}
          />
        </label>
      ))}
      {hasDecider && (
        <label for={`${id}-decider`}>
          If level, on goes
          <select id={`${id}-decider`} name="decider">
            <option value="">nobody yet</option>
            <option value="a">{names[0]}</option>
            <option value="b">{names[1]}</option>
          </select>
        </label>
      )}
      <button class="act is-main">{label}</button>
    </form>
  )
}
