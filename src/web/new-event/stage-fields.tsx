/** The stages of an event one after another: how each is played, and whom it takes from the one before. */
import { useSignal } from '@preact/signals'
import { Field } from '../account/field.tsx'
import { formats, rankDraws } from './formats.ts'
import { Picked, Whole } from './inputs.tsx'
import { PlayFields, PlayTicks } from './play-fields.tsx'
import type { Wrong } from './filled.ts'

const stagesMax = 8
const playable = formats.filter(({ value }) => value !== 'multi_stage')
const knockouts = ['single_elimination', 'double_elimination']

export function StageFields({ wrong, isOpen }: { wrong: Wrong; isOpen: boolean }) {
  const types = useSignal<readonly string[]>(['round_robin', 'single_elimination'])
  const set = (at: number, type: string) => (types.value = types.value.with(at, type))
  return (
    <section class="stages-plan" aria-label="Stages">
      {types.value.map((type, at) => (
        <OneStage
          // Stages have no name but their number.
          key={at}
          number={at + 1}
          last={types.value.length}
          type={type}
          choose={(value) => set(at, value)}
          wrong={wrong}
          isOpen={isOpen}
        />
      ))}
      <p class="doings">
        {types.value.length < stagesMax && (
          <button type="button" class="act" onClick={() => (types.value = [...types.value, 'single_elimination'])}>
            Add a stage
          </button>
        )}
        {types.value.length > 2 && (
          <button type="button" class="act" onClick={() => (types.value = types.value.slice(0, -1))}>
            Take the last one away
          </button>
        )}
      </p>
    </section>
  )
}

interface StageProps {
  readonly number: number
  readonly last: number
  readonly type: string
  readonly choose: (type: string) => void
  readonly wrong: Wrong
  readonly isOpen: boolean
}

function OneStage({ number, last, type, choose, wrong, isOpen }: StageProps) {
  const at = `s${number}.`
  const name = number === 1 ? 'Groups' : number === last && number === 2 ? 'Knockout' : `Stage ${number}`
  return (
    <fieldset class="stage-plan">
      <legend>Stage {number}</legend>
      <div class="columns">
        <Field id={`${at}name`} label="Name" error={wrong[`${at}name`]}>
          {(tie) => <input {...tie} name={`${at}name`} maxLength={60} defaultValue={name} />}
        </Field>
        <Picked id={`${at}type`} label="Format" of={playable} wrong={wrong} value={type} choose={choose} />
        {number > 1 && (
          <>
            <Whole id={`${at}ranks`} label="Go on from each group" wrong={wrong} least={1} most={1024} first={2} />
            <Whole id={`${at}best`} label="And the best of the next rank" wrong={wrong} least={0} most={25} first={0} />
          </>
        )}
        {number > 1 && knockouts.includes(type) && (
          <Picked id={`${at}draw`} label="Drawn" of={rankDraws} wrong={wrong} />
        )}
        <PlayFields type={type} wrong={wrong} at={at} />
      </div>
      <PlayTicks type={type} at={at} isOpen={isOpen} />
    </fieldset>
  )
}
