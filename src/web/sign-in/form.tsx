/** The forms to sign in and to register: one at a time, each refusal in words at the field it concerns. */
import { useSignal } from '@preact/signals'
import { AccountLink } from '../account/account-link.tsx'
import { call, type Problem } from '../account/api.ts'
import { Field, focusFirstWrong } from '../account/field.tsx'
import { keepSession, session, type Session } from '../account/session.ts'

/** Where `?to=` leads, if it leads to a page of this site. */
export function onwardPath(search: string): string {
  const to = new URLSearchParams(search).get('to') ?? '/'
  const isOurs = URL.canParse(to, location.origin) && new URL(to, location.origin).origin === location.origin
  return isOurs && to.startsWith('/') ? to : '/'
}

export function SignIn({ goOn }: { goOn: (path: string) => void }) {
  const isNew = useSignal(false)
  const onward = onwardPath(location.search)
  return (
    <div class="app">
      <header class="rail">
        <div class="rail-top">
          <a class="brand" href="/">
            Railbird
          </a>
          {session.value && <AccountLink />}
        </div>
      </header>
      <main class="desk is-narrow">
        <h1>{isNew.value ? 'Register' : 'Sign in'}</h1>
        {session.value && (
          <p class="lead">
            You are signed in as <bdi>{session.value.user.name}</bdi>. <a href={onward}>Go on</a>
          </p>
        )}
        <p class="choice" role="group" aria-label="Account">
          <button type="button" aria-pressed={!isNew.value} onClick={() => (isNew.value = false)}>
            I have an account
          </button>
          <button type="button" aria-pressed={isNew.value} onClick={() => (isNew.value = true)}>
            I am new here
          </button>
        </p>
        <Form key={String(isNew.value)} isNew={isNew.value} done={() => goOn(onward)} />
        <p class="aside">Watching needs no account. This sign-in ends with this tab.</p>
      </main>
    </div>
  )
}

function Form({ isNew, done }: { isNew: boolean; done: () => void }) {
  const problem = useSignal<Problem | null>(null)
  const isBusy = useSignal(false)
  const submit = async (form: HTMLFormElement) => {
    if (isBusy.peek()) return
    isBusy.value = true
    const said = new FormData(form)
    const text = (name: string) => String(said.get(name) ?? '').trim()
    const account = { email: text('email'), password: String(said.get('password') ?? '') }
    const body = isNew ? { ...account, name: text('name'), orgName: text('orgName') } : account
    const path = isNew ? '/api/auth/register' : '/api/auth/login'
    const answer = await call({ method: 'POST', path, body, isSignIn: true })
    isBusy.value = false
    problem.value = answer.ok ? null : answer.problem
    if (!answer.ok) return focusFirstWrong(form)
    keepSession(answer.body as unknown as Session)
    done()
  }
  const wrong = wordsByField(problem.value)
  return (
    <form
      class="paper"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void submit(event.currentTarget)
      }}
    >
      {problem.value && wrong['form'] && (
        <p class="refusal" role="alert" tabIndex={-1}>
          {wrong['form']}
        </p>
      )}
      {isNew && (
        <Field id="name" label="Your name" error={wrong['name']}>
          {(tie) => <input {...tie} name="name" autocomplete="name" required maxLength={100} />}
        </Field>
      )}
      <Field id="email" label="E-mail" error={wrong['email']}>
        {(tie) => <input {...tie} name="email" type="email" autocomplete="username" required maxLength={254} />}
      </Field>
      <Field
        id="password"
        label="Password"
        error={wrong['password']}
        hint={isNew ? 'At least 8 characters; a few words in a row are good.' : undefined}
      >
        {(tie) => (
          <input
            {...tie}
            name="password"
            type="password"
            autocomplete={isNew ? 'new-password' : 'current-password'}
            required
          />
        )}
      </Field>
      {isNew && (
        <Field id="orgName" label="Room, club or league" hint="Its events are yours to run." error={wrong['orgName']}>
          {(tie) => <input {...tie} name="orgName" autocomplete="organization" required maxLength={100} />}
        </Field>
      )}
      <button class="act is-main" aria-disabled={isBusy.value}>
        {isBusy.value ? 'One moment' : isNew ? 'Register' : 'Sign in'}
      </button>
    </form>
  )
}

/** Words by the name of the field; `form` holds what concerns none of them. */
function wordsByField(problem: Problem | null): Partial<Record<string, string>> {
  if (!problem) return {}
  if (problem.code === 'unauthenticated') {
    return { form: 'This e-mail and password do not belong together. Check both and try again.' }
  }
  if (problem.code === 'email_taken') return { email: problem.words }
  const named = problem.errors.map(({ path, message }) => [path, fieldWords(path, message)] as const)
  return named.length > 0 ? Object.fromEntries(named) : { form: problem.words }
}

function fieldWords(path: string, message: string): string {
  const said: Partial<Record<string, string>> = {
    name: 'Say who you are.',
    orgName: 'Say whose events these will be.',
    email: 'This is not a whole e-mail address.',
  }
  return said[path] ?? `${message.charAt(0).toUpperCase()}${message.slice(1)}.`
}
