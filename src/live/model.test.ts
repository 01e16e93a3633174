/**
 * Rooms and feed as one machine, played with random faults against an oracle; see `fixtures/world.ts`.
 * LAW_RUNS sets the number of stories. Each rule is also switched off once, and then the same play must fail.
 */
import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { happenings, World, type Mutation, type Step } from './fixtures/world.ts'

const runs = Number(process.env.LAW_RUNS ?? 150)
const mutantRuns = 120
const seed = 20_261_123
const stories: fc.Arbitrary<Step[]> = fc.array(
  fc.record({ happening: fc.constantFrom(...happenings), n: fc.nat(97) }),
  { minLength: 10, maxLength: 120, size: 'max' },
)

async function violationsOf(story: readonly Step[], mutation: Mutation = {}): Promise<readonly string[]> {
  const world = new World(mutation)
  for (const step of story) {
    await world.step(step)
    if (world.violations.length > 0) return world.violations
  }
  await world.calm()
  return world.violations
}

/** The laws that stories break with a rule switched off; ends at the first that breaks `wanted`. */
async function brokenBy(mutation: Mutation, wanted?: string): Promise<readonly string[]> {
  const broken = new Set<string>()
  for (const story of fc.sample(stories, { numRuns: mutantRuns, seed })) {
    const [first] = await violationsOf(story, mutation)
    if (first !== undefined) broken.add(first.slice(0, first.indexOf(':')))
    if (wanted !== undefined && broken.has(wanted)) break
  }
  return [...broken]
}

describe('rooms under faults', () => {
  test('a viewer is sent version v+1 only after v, or one batch that starts at v+1; and ends level', async () => {
    await fc.assert(
      fc.asyncProperty(stories, async (story) => {
        expect(await violationsOf(story)).toEqual([])
      }),
      { numRuns: runs },
    )
  }, 120_000)

  test('without the head poll somebody stays behind', async () => {
    expect(await brokenBy({ skipPoll: true }, 'I4')).toContain('I4')
  }, 30_000)

  test('with a head guessed from an empty ring somebody is left behind', async () => {
    expect(await brokenBy({ trustEmptyRing: true }, 'I4')).toContain('I4')
  }, 30_000)

  test('without merging what came during a join somebody is sent over a hole', async () => {
    expect(await brokenBy({ skipJoinMerge: true }, 'I3')).toContain('I3')
  }, 30_000)

  test('without redaction a member that is not listed for a view reaches a frame of that view', async () => {
    expect(await brokenBy({ skipRedaction: true }, 'I5')).toContain('I5')
  }, 30_000)

  test('without the hole check the guard on positions stops the frame, and without both a hole is shown', async () => {
    const guarded = await brokenBy({ skipHoleCheck: true })
    const bare = await brokenBy({ skipHoleCheck: true, skipPositionAssert: true }, 'I3')

    expect(guarded).toContain('defect')
    expect(guarded).not.toContain('I3')
    expect(bare).toContain('I3')
  }, 30_000)
})
