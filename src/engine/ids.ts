/**
 * Ids of stages and matches: UUIDv5 in the namespace of their tournament, so a replay yields the same ids.
 * Commands bring all other ids; the engine invents none.
 */
import { createHash } from 'node:crypto'
import type { MatchId, StageId, TournamentId } from './types.ts'

function uuidV5(namespace: string, name: string): string {
  const hash = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name)
    .digest()
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6)
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = hash.toString('hex', 0, 16)
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

/** Id of a match from its tournament, its 1-based stage number and its ref, `W2.1`. */
export function matchId(tournament: TournamentId, stage: number, ref: string): MatchId {
  return uuidV5(tournament, `${stage}/${ref}`) as MatchId
}

/** Id of a stage from its tournament and its 1-based number. */
export function stageId(tournament: TournamentId, number: number): StageId {
  return uuidV5(tournament, `${number}`) as StageId
}
