/**
 * Runs `scripts/replay-check.ts` beside a server, as anybody would: every log folded, every projected row compared.
 */
import { join } from 'node:path'
import type { Violation } from './check/laws.ts'
import type { Target } from './target.ts'

/** What the check said in its last line, and a breach if it was not content. */
export async function replayCheck(
  target: Pick<Target, 'dataDir'>,
  environment: Readonly<Record<string, string>> = {},
): Promise<{ line: string; violations: Violation[] }> {
  const root = join(import.meta.dir, '..')
  const env = { PATH: process.env.PATH ?? '', DATA_DIR: target.dataDir, ...environment }
  const command = [process.execPath, 'scripts/replay-check.ts']
  const child = Bun.spawn(command, { cwd: root, env, stdin: 'ignore', stdout: 'pipe', stderr: 'pipe' })
  const [said, complaint] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()])
  const code = await child.exited
  const lines = said.trim().split('\n')
  const line = lines.at(-1) || complaint.trim()
  if (code === 0) return { line, violations: [] }
  const bad = lines.filter((each) => !each.endsWith('equal')).join('; ')
  return { line, violations: [{ law: 'replay', detail: bad || line }] }
}
