/** The form in which the rules of the prize pool are set: what comes in, what is kept, and how it is split. */
import type { Signal } from '@preact/signals'
import type { PayoutRules } from '../../engine/payouts.ts'
import { Refusal } from './controls.tsx'
import type { Desk } from './desk.ts'
import { poolText, rulesOf, type Payouts, type PoolText } from './prizes.ts'

const control = 'payouts:rules'

const fields: readonly (readonly [name: keyof PoolText, label: string, hint?: string])[] = [
  ['fee', 'Entry fee'],
  ['added', 'Added money'],
  ['house', 'House part, in percent'],
  ['costs', 'Other costs'],
  ['shares', 'Shares in percent, first place first', 'Left empty, they follow the number of entries.'],
]

interface FormProps {
  readonly desk: Desk
  readonly book: Signal<Payouts | null>
  readonly rules: PayoutRules
}

export function PoolForm({ desk, book, rules }: FormProps) {
  const text = poolText(rules)
  const save = async (form: HTMLFormElement) => {
    const data = new FormData(form)
    const typed = (name: keyof PoolText) => String(data.get(name) ?? '')
    const [fee, house, added, costs, shares] = (['fee', 'house', 'added', 'costs', 'shares'] as const).map(typed)
    const given = rulesOf({
      fee: fee ?? '',
      house: house ?? '',
      added: added ?? '',
      costs: costs ?? '',
      shares: shares ?? '',
    })
    if ('words' in given) return desk.refuse(control, given.words)
    const path = `/api/tournaments/${desk.id}/payouts`
    const answer = await desk.send(control, { method: 'PUT', path, body: given })
    if (!answer?.ok) return
    book.value = answer.body as unknown as Payouts
    desk.say('The rules of the prize money are set.')
  }
  return (
    <form
      // Drawn anew when the rules are others; what is being typed stays while only places or payouts change.
      key={JSON.stringify(rules)}
      class="pool-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void save(event.currentTarget)
      }}
    >
      {fields.map(([name, label, hint]) => (
        <div key={name} class={name === 'shares' ? 'field is-wide' : 'field'}>
          <label for={`pool-${name}`}>{label}</label>
          <input
            id={`pool-${name}`}
            name={name}
            inputMode={name === 'shares' ? 'text' : 'decimal'}
            autocomplete="off"
            maxLength={name === 'shares' ? 400 : 12}
            defaultValue={text[name]}
            aria-describedby={hint && `pool-${name}-hint`}
          />
          {hint && <small id={`pool-${name}-hint`}>{hint}</small>}
        </div>
      ))}
      <button class="act">Set the rules</button>
      <Refusal desk={desk} control={control} />
    </form>
  )
}
