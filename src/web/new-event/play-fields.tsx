/** Fields that belong to one format; `at` begins their names where an event has several stages. */
import { cycles, grandFinals, methods, pairings, pointRules, startChips } from './formats.ts'
import { Picked, Tick, Whole } from './inputs.tsx'
import type { Wrong } from './filled.ts'

interface PlayProps {
  readonly type: string
  readonly wrong: Wrong
  readonly at?: string
  /** True where any two scores may be entered, so that a match may end level. */
  readonly isOpen: boolean
}

/** What stands in columns. */
export function PlayFields({ type, wrong, at = '' }: Omit<PlayProps, 'isOpen'>) {
  switch (type) {
    case 'double_elimination':
      return <Picked id={`${at}grandFinal`} label="Grand final" of={grandFinals} wrong={wrong} />
    case 'round_robin':
      return (
        <>
          <Whole id={`${at}groups`} label="Groups" wrong={wrong} least={1} most={26} first={at === 's1.' ? 4 : 1} />
          <Picked id={`${at}method`} label="Filled" of={methods} wrong={wrong} />
          <Picked id={`${at}cycles`} label="Each pair meets" of={cycles} wrong={wrong} />
          <Picked id={`${at}points`} label="Points" of={pointRules} wrong={wrong} />
        </>
      )
    case 'chip_lives':
      return <Picked id={`${at}startChips`} label="Chips at the start" of={startChips} wrong={wrong} />
    case 'chip_points':
      return (
        <>
          <Whole id={`${at}rounds`} label="Rounds" wrong={wrong} least={1} most={64} first={5} />
          <Whole id={`${at}winnerChips`} label="Chips for a win" wrong={wrong} least={0} most={99} first={3} />
          <Whole id={`${at}loserChips`} label="Chips for a loss" wrong={wrong} least={0} most={99} first={1} />
          {at === '' && (
            <Whole id="finalsCount" label="Players in the finals" wrong={wrong} least={0} most={256} first={8} />
          )}
          <Picked id={`${at}pairing`} label="Pairing" of={pairings} wrong={wrong} />
        </>
      )
    default:
      return null
  }
}

/** What is ticked or not. */
export function PlayTicks({ type, at = '', isOpen }: Omit<PlayProps, 'wrong'>) {
  switch (type) {
    case 'single_elimination':
      return <Tick name={`${at}thirdPlace`} words="Play for third place" />
    case 'round_robin':
      return isOpen ? <Tick name={`${at}draws`} words="A match may end in a draw" isOn /> : null
    case 'chip_lives':
      return <Tick name={`${at}winnerStays`} words="The winner stays at the table" isOn />
    case 'chip_points':
      return <Tick name={`${at}allowRematch`} words="The same two may meet again" />
    default:
      return null
  }
}
