import { expect, test } from 'bun:test'
import { matchId, stageId } from './ids.ts'
import type { TournamentId } from './types.ts'

const tournament = '6ba7b810-9dad-11d1-80b4-00c04fd430c8' as TournamentId

// Computed with another program: python3 -c "import uuid; print(uuid.uuid5(uuid.NAMESPACE_DNS, '1/W2.1'))"
test('ids are version 5 UUIDs in the namespace of their tournament', () => {
  expect(matchId(tournament, 1, 'W2.1') as string).toBe('0f0cbe76-0ef0-5ea3-a627-1b60b0b69d21')
  expect(stageId(tournament, 1) as string).toBe('b04965e6-a9bb-591f-8f8a-1adcb2c8dc39')
})

test('refs, stages and tournaments all tell ids apart', () => {
  const other = '6ba7b811-9dad-11d1-80b4-00c04fd430c8' as TournamentId
  const ids = [
    matchId(tournament, 1, 'W2.1'),
    matchId(tournament, 1, 'W2.2'),
    matchId(tournament, 2, 'W2.1'),
    matchId(other, 1, 'W2.1'),
  ]

  expect(new Set<string>(ids).size).toBe(4)
})
