/** Parts of both pages: a figure with its line, a table with words for when it is empty, and a report's troubles. */
import type { ComponentChildren } from 'preact'
import { rangeOf, strokesOf, unknown, type Figure } from './figures.ts'
import type { Report } from './poll.ts'

const width = 240
const height = 48

/** One figure now, and its last hour as a line. */
export function Tile({
  figure,
  values,
}: {
  figure: Pick<Figure, 'words' | 'write'>
  values: readonly (number | null)[]
}) {
  const { words, write } = figure
  const now = write(values.at(-1) ?? null)
  return (
    <div class={now === unknown ? 'tile is-unknown' : 'tile'}>
      <h3>{words}</h3>
      <p class="now">{now}</p>
      <Line words={words} values={values} write={write} />
    </div>
  )
}

interface LineProps {
  readonly words: string
  readonly values: readonly (number | null)[]
  readonly write: (value: number | null) => string
}

export function Line({ words, values, write }: LineProps) {
  const range = rangeOf(values)
  if (range === null) return <p class="no-line">No figure yet.</p>
  const label = `${words} in the last hour: from ${write(range[0])} to ${write(range[1])}`
  return (
    <svg class="line" role="img" aria-label={label} viewBox={`0 -2 ${width} ${height + 4}`} preserveAspectRatio="none">
      {strokesOf(values, width, height).map((d) => (
        <path key={d} d={d} vector-effect="non-scaling-stroke" />
      ))}
    </svg>
  )
}

interface GridProps {
  readonly title: string
  readonly heads: readonly string[]
  readonly rows: readonly (readonly (string | number)[])[]
  readonly empty: string
  readonly children?: ComponentChildren
}

/** A table whose first column is text and whose others are figures; it scrolls sideways by itself. */
export function Grid({ title, heads, rows, empty, children }: GridProps) {
  return (
    <section class="panel">
      <h2>{title}</h2>
      {children}
      {rows.length === 0 ? (
        <p class="lead">{empty}</p>
      ) : (
        <div class="wide" role="region" aria-label={title} tabIndex={0}>
          <table>
            <thead>
              <tr>
                {heads.map((head) => (
                  <th key={head} scope="col">
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.join('\n')}>
                  {row.map((cell, i) =>
                    i === 0 ? (
                      <th scope="row">
                        <span>{cell}</span>
                      </th>
                    ) : (
                      <td>{cell}</td>
                    ),
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

/** Words where a report could not be had. */
export function Trouble({ report }: { report: Report<unknown> }) {
  if (report.isRefused) {
    return (
      <div class="notice" role="alert">
        <p>Only platform admins see this page. They are named in PLATFORM_ADMINS where the server is started.</p>
      </div>
    )
  }
  if (report.problem === null) return null
  return (
    <div class="notice" role="status">
      <p>{report.problem} What is shown is what was known before.</p>
    </div>
  )
}
