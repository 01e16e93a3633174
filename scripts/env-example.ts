/** Writes `.env.example` from the table of variables in `src/config-variables.ts`: `bun scripts/env-example.ts`. */
import { defaults, variables } from '../src/config.ts'

/** The text of `.env.example`: every variable commented out, with its meaning and its default. */
export function envExample(): string {
  const entries = Object.entries(variables).map(([name, { about, accepts }]) => {
    const value = defaults[name as keyof typeof defaults] ?? ''
    return `# ${about} Accepted: ${accepts}.\n# ${name}=${String(value)}\n`
  })
  return ['# Settings of Railbird. All have defaults; remove the # before those that you change.\n', ...entries].join(
    '\n',
  )
}

if (import.meta.main) await Bun.write(`${import.meta.dir}/../.env.example`, envExample())
