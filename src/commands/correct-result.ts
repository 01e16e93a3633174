/**
 * Puts another result in place of a wrong one, whatever was played behind it.
 * Without a cascade where one is due the refusal carries the impact set; with exactly that set it is applied.
 */
import type { CorrectedResult } from '../engine/messages.ts'
import type { MatchId, Side } from '../engine/types.ts'
import { actOnMatch } from './act-on-match.ts'
import type { Caller, CommandAnswer, CommandDeps } from './command.ts'

/** A score, or how the match ended without one; `cascade` names the matches that lose what is on record. */
export type CorrectionInput = { readonly cascade?: readonly MatchId[] | undefined } & (
  | { readonly scoreA: number; readonly scoreB: number; readonly decider?: Side | undefined }
  | { readonly kind: 'walkover' | 'retired'; readonly winner: Side }
  | { readonly kind: 'double_forfeit' }
)

/** Answers 200 with the corrected match. Throws `cascade_required` or `cascade_mismatch` with the impact set. */
export function correctResult(
  deps: CommandDeps,
  caller: Caller,
  match: MatchId,
  input: CorrectionInput,
): Promise<CommandAnswer> {
  const { cascade } = input
  const result = resultOf(input)
  return actOnMatch(deps, caller, { type: 'match.correct', match, result, ...(cascade && { cascade }) })
}

function resultOf(input: CorrectionInput): CorrectedResult {
  if (!('scoreA' in input)) return input.kind === 'double_forfeit' ? { kind: input.kind } : winnerOnly(input)
  const { scoreA, scoreB, decider } = input
  return { scoreA, scoreB, ...(decider && { decider }) }
}

function winnerOnly({ kind, winner }: Extract<CorrectionInput, { winner: Side }>): CorrectedResult {
  return { kind, winner }
}
