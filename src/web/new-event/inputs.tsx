/** Inputs of the form of a new event: a choice, a whole number, a tick; each named by what `read.ts` asks for. */
import { Field } from '../account/field.tsx'
import type { Wrong } from './filled.ts'

interface PickedProps {
  readonly id: string
  readonly label: string
  readonly of: readonly { readonly value: string; readonly words: string }[]
  readonly wrong: Wrong
  readonly hint?: string | undefined
  /** Absent: the page keeps the choice itself. */
  readonly value?: string
  readonly choose?: (value: string) => void
}

export function Picked({ id, label, of, wrong, hint, value, choose }: PickedProps) {
  return (
    <Field id={id} label={label} error={wrong[id]} hint={hint}>
      {(tie) => (
        <select
          {...tie}
          name={id}
          {...(value !== undefined && { value })}
          onChange={(event) => choose?.(event.currentTarget.value)}
        >
          {of.map((one) => (
            <option key={one.value} value={one.value}>
              {one.words}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

interface WholeProps {
  readonly id: string
  readonly label: string
  readonly wrong: Wrong
  readonly least: number
  readonly most: number
  readonly first: number
  readonly hint?: string
}

export function Whole({ id, label, wrong, least, most, first, hint }: WholeProps) {
  return (
    <Field id={id} label={label} error={wrong[id]} hint={hint}>
      {(tie) => (
        <input
          {...tie}
          name={id}
          type="number"
          inputMode="numeric"
          min={least}
          max={most}
          defaultValue={String(first)}
        />
      )}
    </Field>
  )
}

export function Tick({ name, words, isOn = false }: { name: string; words: string; isOn?: boolean }) {
  return (
    <label class="tick">
      <input type="checkbox" name={name} defaultChecked={isOn} />
      <span>{words}</span>
    </label>
  )
}
