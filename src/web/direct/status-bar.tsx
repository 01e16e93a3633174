/** Always in sight: where the event stands, the one next step, and what else can be done with the event as a whole. */
import { useSignal } from '@preact/signals'
import type { Rows } from '../../engine/rows.ts'
import { statusWords } from '../words.ts'
import { Act, Ask, More, Refusal } from './controls.tsx'
import type { Desk } from './desk.ts'
import { panel } from './hand.ts'
import { nextStep, type Write } from './next-step.ts'

const control = 'event'

export function StatusBar({ desk, rows }: { desk: Desk; rows: Rows }) {
  const step = nextStep(rows)
  const refused = useSignal<string | null>(null)
  const remedy = step.press?.remedy
  const press = async (writes: readonly Write[]) => (refused.value = await take(desk, writes))
  return (
    <section class="status-bar" aria-label="Next step">
      <div class="status-words">
        <strong>{statusWords(rows.t.status)}</strong>
        <p role="status">{step.words}</p>
      </div>
      {desk.canManage && step.press && (
        <Act desk={desk} control={control} look="is-main" press={() => void press(step.press?.writes ?? [])}>
          {step.press.label}
        </Act>
      )}
      {desk.canManage && remedy && remedy.code === refused.value && (
        <Act desk={desk} control={control} press={() => void press(remedy.writes)}>
          {remedy.label}
        </Act>
      )}
      {step.at && step.at !== panel.value && (
        <a class="act" href={`#${step.at}`}>
          Go to the {step.at}
        </a>
      )}
      {desk.canManage && <EventMore desk={desk} rows={rows} />}
      <Refusal desk={desk} control={control} />
    </section>
  )
}

/** Sends one write after another; the code of the refusal that stopped it, or null. */
async function take(desk: Desk, writes: readonly Write[]): Promise<string | null> {
  for (const { action, body, settled } of writes) {
    const write = { path: `/api/tournaments/${desk.id}/${action}`, ...(body && { body }) }
    const answer = await desk.send(control, write)
    if (answer?.ok) continue
    if (answer === null || answer.problem.code !== settled) return answer?.problem.code ?? null
    desk.refuse(control, null)
  }
  return null
}

function EventMore({ desk, rows }: { desk: Desk; rows: Rows }) {
  const { status } = rows.t
  const send = (action: string, body?: object) =>
    void desk.send(control, { path: `/api/tournaments/${desk.id}/${action}`, ...(body && { body }) })
  const drawn = Object.values(rows.s).find((stage) => stage.status === 'drawn')
  if (status === 'cancelled') return null
  return (
    <More>
      {() => (
        <>
          <div class="doings">
            {status === 'active' && (
              <Act desk={desk} control={control} press={() => send('pause')}>
                Pause the event
              </Act>
            )}
            {drawn && status !== 'completed' && (
              <Act desk={desk} control={control} press={() => send('undraw', { stage: drawn.number })}>
                Undo the draw{drawn.number > 1 && ` of ${drawn.name}`}
              </Act>
            )}
            {status === 'completed' ? (
              <Reopen send={(reason) => send('reopen', { reason })} />
            ) : (
              <Ask
                desk={desk}
                control={control}
                label="Cancel the event"
                question="Everybody sees it as cancelled, and nothing can be played any more."
                yes="Cancel it"
                press={() => send('cancel')}
              />
            )}
          </div>
        </>
      )}
    </More>
  )
}

function Reopen({ send }: { send: (reason: string) => void }) {
  const reason = useSignal('')
  return (
    <form
      class="inline-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        send(reason.peek().trim())
      }}
    >
      <label for="reopen">Why is it taken up again?</label>
      <input
        id="reopen"
        value={reason.value}
        maxLength={400}
        onInput={(event) => (reason.value = event.currentTarget.value)}
      />
      <button class="act">Open it again</button>
    </form>
  )
}
