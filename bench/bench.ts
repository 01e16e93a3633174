/**
 * The two shapes of a measurement. A bench is a loop over prepared state, run by mitata and by the gate alike;
 * a scenario starts real processes and answers with figures against their bounds.
 */

/** A loop to be measured. `run` does the work `n` times and allocates no input of its own. */
export interface Bench<State = unknown> {
  /** `suite.what`, unique in all suites. */
  readonly name: string
  /** Prepares the input, always the same for the same seed. */
  setup(seed: number): State | Promise<State>
  /** Returns something that depends on all the work, or a promise of it, so that nothing is optimised away. */
  run(state: State, n: number): unknown
  /** Name of our own bench that this one, a foreign library at the same task, is compared with. */
  readonly peerOf?: string
}

/** Lets TypeScript find the state of a bench and then forget it, so that unlike benches share one list. */
export function bench<State>(one: Bench<State>): Bench {
  // The state only ever goes from `setup` to `run` of the same bench.
  return one as Bench
}

/** One figure of a scenario. `isOk` is missing if the figure has no bound and is only told. */
export interface Row {
  readonly figure: string
  readonly value: number
  readonly unit: string
  readonly bound?: string
  readonly isOk?: boolean
}

/** A measurement of whole processes; it cleans up after itself. */
export interface Scenario {
  readonly name: string
  run(): Promise<readonly Row[]>
}
