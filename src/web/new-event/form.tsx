/** The form of a new event: what is played, who plays, where. Refusals stand at the field they concern. */
import { useComputed, useSignal } from '@preact/signals'
import { AccountLink } from '../account/account-link.tsx'
import { Field, focusFirstWrong } from '../account/field.tsx'
import { mayManage, session, signInLink, type Membership } from '../account/session.ts'
import { count } from '../words.ts'
import { createEvent } from './create.ts'
import type { Wrong } from './filled.ts'
import { formats, games, scorings, seedings, visibilities } from './formats.ts'
import { Picked, Tick, Whole } from './inputs.tsx'
import { PlayFields, PlayTicks } from './play-fields.tsx'
import { faultWords, readForm, wrongOf } from './read.ts'
import { parseRoster } from './roster.ts'
import { StageFields } from './stage-fields.tsx'

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
  const scoring = useSignal('race')
  const isOpen = scoring.value === 'open'
  const about = formats.find((one) => one.value === type)?.about
  return (
    <section class="paper" aria-labelledby="what">
      <h2 id="what">What is played</h2>
      <Field id="name" label="Name of the event" error={wrong['name']}>
        {(tie) => <input {...tie} name="name" required maxLength={120} placeholder="Friday nine-ball" />}
      </Field>
      <div class="columns">
        <Picked id="type" label="Format" of={formats} wrong={wrong} hint={about} value={type} choose={choose} />
        <Picked id="game" label="Game" of={games} wrong={wrong} />
        <Picked
          id="scoring"
          label="Scoring"
          of={scorings}
          wrong={wrong}
          value={scoring.value}
          choose={(value) => (scoring.value = value)}
        />
        {!isOpen && <Whole id="raceTo" label="Race to" wrong={wrong} least={1} most={100} first={5} />}
        <Whole id="tables" label="Tables" wrong={wrong} least={0} most={60} first={4} />
        <Picked id="seeding" label="Seeding" of={seedings} wrong={wrong} />
        <PlayFields type={type} wrong={wrong} />
        <Picked id="visibility" label="Who may watch" of={visibilities} wrong={wrong} />
        <Owner orgs={orgs} />
      </div>
      <PlayTicks type={type} isOpen={isOpen} />
      {type === 'multi_stage' && <StageFields wrong={wrong} isOpen={isOpen} />}
      <Tick name="checkIn" words="Players check in before the draw; who does not is left out" />
    </section>
  )
}

function Owner({ orgs }: { orgs: readonly Membership[] }) {
  if (orgs.length < 2) return <input type="hidden" name="org" value={orgs[0]?.slug ?? ''} />
  const choices = orgs.map(({ slug, name }) => ({ value: slug, words: name }))
  return <Picked id="org" label="Held by" of={choices} wrong={{}} />
}
