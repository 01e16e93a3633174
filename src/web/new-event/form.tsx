/** The form of a new event: what is played, who plays, where. Refusals stand at the field they concern. */
import { useComputed, useSignal } from '@preact/signals'
import { AccountLink } from '../account/account-link.tsx'
import { Field, focusFirstWrong } from '../account/field.tsx'
import { mayManage, session, signInLink, type Membership } from '../account/session.ts'
import { count } from '../words.ts'
import { createEvent } from './create.ts'
import { cycles, formats, games, grandFinals, seedings, visibilities } from './formats.ts'
import { faultWords, readForm, wrongOf, type Wrong } from './read.ts'
import { parseRoster } from './roster.ts'

export function NewEvent({ goOn }: { goOn: (id: string) => void }) {
  const orgs = session.value?.user.orgs.filter(mayManage) ?? []
  return (
    <div class="app">
      <header class="rail">
        <div class="rail-top">
          <a class="brand" href="/">
            Railbird
          </a>
          <AccountLink />
        </div>
      </header>
      <main class="desk">
        <h1>New event</h1>
        {!session.value && (
          <p class="lead">
            The sign-in has ended. What you typed is still here. <a href={signInLink('/new')}>Sign in again</a>
          </p>
        )}
        {session.value && orgs.length === 0 ? (
          <p class="lead">You are a director of no room or club yet; ask its owner to make you one.</p>
        ) : (
          <Form orgs={orgs} goOn={goOn} />
        )}
      </main>
    </div>
  )
}

function Form({ orgs, goOn }: { orgs: readonly Membership[]; goOn: (id: string) => void }) {
  const wrong = useSignal<Wrong>({})
  const doing = useSignal<string | null>(null)
  const type = useSignal<string>('double_elimination')
  const text = useSignal('')
  const roster = useComputed(() => parseRoster(text.value))
  const submit = async (form: HTMLFormElement) => {
    if (doing.peek() !== null) return
    const data = new FormData(form)
    const get = (name: string) => String(data.get(name) ?? '').trim()
    const read = readForm({ get, has: (name) => data.has(name) }, roster.peek())
    wrong.value = 'wrong' in read ? read.wrong : {}
    if ('wrong' in read) return focusFirstWrong(form)
    const created = await createEvent(read.plan, (words) => (doing.value = words))
    doing.value = null
    if (created.id !== null) return goOn(created.id)
    wrong.value = wrongOf(created.step, created.problem, roster.peek())
    focusFirstWrong(form)
  }
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void submit(event.currentTarget)
      }}
    >
      {wrong.value['form'] && (
        <p class="refusal" role="alert" tabIndex={-1}>
          {wrong.value['form']}
        </p>
      )}
      <EventFields wrong={wrong.value} type={type.value} choose={(value) => (type.value = value)} orgs={orgs} />
      <section class="paper" aria-labelledby="who">
        <h2 id="who">Players</h2>
        <Field
          id="players"
          label="One per line"
          hint="Names, or “name, rating, club”, or a CSV whose first line names its columns. More can join later."
          error={wrong.value['players']}
        >
          {(tie) => (
            <textarea
              {...tie}
              name="players"
              rows={10}
              spellcheck={false}
              value={text.value}
              placeholder={'Efren, 790\nShane, 828\nAllison, 683'}
              onInput={(event) => (text.value = event.currentTarget.value)}
            />
          )}
        </Field>
        <p class="tally" role="status">
          {roster.value.entries.length > 0 && rosterWords(roster.value.entries)}
          {roster.value.faults.length > 0 && !wrong.value['players'] && ` ${faultWords(roster.value)}`}
        </p>
      </section>
      <p class="finish">
        <button class="act is-main" aria-disabled={doing.value !== null}>
          {doing.value ?? 'Create the event'}
        </button>
        <span class="unseen" role="status">
          {doing.value}
        </span>
      </p>
    </form>
  )
}

function rosterWords(entries: readonly { rating?: number }[]): string {
  const rated = entries.filter((entry) => entry.rating !== undefined).length
  return `${count(entries.length, 'player')}${rated > 0 ? `, ${rated} with a rating` : ''}.`
}

interface EventFieldsProps {
  readonly wrong: Wrong
  readonly type: string
  readonly choose: (type: string) => void
  readonly orgs: readonly Membership[]
}

function EventFields({ wrong, type, choose, orgs }: EventFieldsProps) {
  return (
    <section class="paper" aria-labelledby="what">
      <h2 id="what">What is played</h2>
      <Field id="name" label="Name of the event" error={wrong['name']}>
        {(tie) => <input {...tie} name="name" required maxLength={120} placeholder="Friday nine-ball" />}
      </Field>
      <div class="columns">
        <Field id="type" label="Format" error={wrong['type']} hint={formats.find((one) => one.value === type)?.about}>
          {(tie) => (
            <select {...tie} name="type" value={type} onChange={(event) => choose(event.currentTarget.value)}>
              <Options of={formats} />
            </select>
          )}
        </Field>
        <Picked id="game" label="Game" of={games} wrong={wrong} />
        <Field id="raceTo" label="Race to" error={wrong['raceTo']}>
          {(tie) => (
            <input {...tie} name="raceTo" type="number" inputMode="numeric" min={1} max={100} defaultValue="5" />
          )}
        </Field>
        <Field id="tables" label="Tables" error={wrong['tables']}>
          {(tie) => (
            <input {...tie} name="tables" type="number" inputMode="numeric" min={0} max={60} defaultValue="4" />
          )}
        </Field>
        <Picked id="seeding" label="Seeding" of={seedings} wrong={wrong} />
        {type === 'double_elimination' && <Picked id="grandFinal" label="Grand final" of={grandFinals} wrong={wrong} />}
        {type === 'round_robin' && <Picked id="cycles" label="Each pair meets" of={cycles} wrong={wrong} />}
        <Picked id="visibility" label="Who may watch" of={visibilities} wrong={wrong} />
        <Owner orgs={orgs} />
      </div>
      {type === 'single_elimination' && <Tick name="thirdPlace" words="Play for third place" />}
      <Tick name="checkIn" words="Players check in before the draw; who does not is left out" />
    </section>
  )
}

interface PickedProps {
  readonly id: string
  readonly label: string
  readonly of: readonly { readonly value: string; readonly words: string }[]
  readonly wrong: Wrong
}

function Picked({ id, label, of, wrong }: PickedProps) {
  return (
    <Field id={id} label={label} error={wrong[id]}>
      {(tie) => (
        <select {...tie} name={id}>
          <Options of={of} />
        </select>
      )}
    </Field>
  )
}

function Options({ of }: Pick<PickedProps, 'of'>) {
  return of.map(({ value, words }) => (
    <option key={value} value={value}>
      {words}
    </option>
  ))
}

function Owner({ orgs }: { orgs: readonly Membership[] }) {
  if (orgs.length < 2) return <input type="hidden" name="org" value={orgs[0]?.slug ?? ''} />
  const choices = orgs.map(({ slug, name }) => ({ value: slug, words: name }))
  return <Picked id="org" label="Held by" of={choices} wrong={{}} />
}

function Tick({ name, words }: { name: string; words: string }) {
  return (
    <label class="tick">
      <input type="checkbox" name={name} />
      <span>{words}</span>
    </label>
  )
}
