/**
 * The Log tab: what happened, newest first, in sentences. Rows come from the public event log over HTTP; every
 * version the room reports fetches only what came after the last one shown.
 */
import { useSignal, useSignalEffect } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { clockWords, dateWords } from '../words.ts'
import { fetchLog, orgOf, type LogEntry } from './log-source.ts'
import { isolateNames, sentence } from './log-sentences.ts'
import type { Store } from './store.ts'

const pageSize = 100

export function LogTab({ store }: { store: Store }) {
  const entries = useSignal<readonly LogEntry[]>([])
  const problem = useSignal<string | null>(null)
  const busy = useRef(false)
  const load = async (since: number, until: number) => {
    if (busy.current) return
    busy.current = true
    try {
      const org = await orgOf(store.id)
      const fresh = await fetchLog(org, store.id, since, until)
      const known = new Map([...entries.peek(), ...fresh].map((entry) => [entry.version, entry]))
      entries.value = [...known.values()].sort((a, b) => b.version - a.version)
      problem.value = null
    } catch (error) {
      problem.value = error instanceof Error ? error.message : String(error)
    } finally {
      busy.current = false
    }
  }
  useSignalEffect(() => {
    const head = store.version.value
    const newest = entries.value[0]?.version ?? Math.max(0, head - pageSize)
    if (newest < head) void load(newest, head)
  })
  const rows = store.rows.value && isolateNames(store.rows.value)
  const oldest = entries.value.at(-1)?.version ?? 1
  return (
    <div class="board">
      <h2>Log</h2>
      {problem.value !== null && (
        <p class="lead" role="status">
          The log cannot be read at the moment; it will be tried again with the next event.
        </p>
      )}
      {entries.value.length === 0 && problem.value === null && <p class="lead">Reading the log.</p>}
      <ol class="log" reversed>
        {rows &&
          entries.value.map((entry) => (
            <li key={entry.version}>
              <time dateTime={entry.at} title={dateWords(new Date(entry.at), new Date())}>
                {clockWords(new Date(entry.at))}
              </time>
              <span>{sentence(rows, entry).replaceAll('–', '\u2060–\u2060')}</span>
            </li>
          ))}
      </ol>
      {oldest > 1 && entries.value.length > 0 && (
        <button type="button" class="more" onClick={() => void load(Math.max(0, oldest - 1 - pageSize), oldest - 1)}>
          Show earlier
        </button>
      )}
    </div>
  )
}
