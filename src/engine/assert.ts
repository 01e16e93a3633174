/** For what cannot be: a failed assertion is a defect of ours, never a refusal of the director's command. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`engine: ${message}`)
}
