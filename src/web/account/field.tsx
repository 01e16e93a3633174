/** One labelled input with its hint and, after a refusal, the words about it right below. */
import type { ComponentChildren } from 'preact'

interface FieldProps {
  readonly id: string
  readonly label: string
  readonly hint?: ComponentChildren
  readonly error?: string | undefined
  /** Gets what ties the input to its label, hint and error. */
  readonly children: (tie: {
    readonly id: string
    readonly 'aria-describedby': string
    readonly 'aria-invalid': boolean
  }) => ComponentChildren
}

export function Field({ id, label, hint, error, children }: FieldProps) {
  return (
    <div class={error ? 'field is-wrong' : 'field'}>
      <label for={id}>{label}</label>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {children({ id, 'aria-describedby': `${id}-error ${hint ? `${id}-hint` : ''}`.trim(), 'aria-invalid': !!error })}
      <p class="wrong" id={`${id}-error`}>
        {error}
      </p>
    </div>
  )
}

/** Moves the focus to the first field that was refused, once it is drawn. */
export function focusFirstWrong(form: HTMLFormElement): void {
  requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid="true"], .refusal')?.focus())
}
