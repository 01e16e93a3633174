/** Links to the stages of an event that has several; each keeps the tab and is an address of its own. */
import { stageLink, type Tab } from './place.ts'
import { stagesOf } from './stages.ts'
import type { Store } from './store.ts'

export function StageSwitch({ store, tab }: { store: Store; tab: Tab }) {
  const rows = store.rows.value
  const stages = rows === null ? [] : stagesOf(rows)
  if (stages.length < 2) return null
  return (
    <nav class="stage-switch" aria-label="Stages">
      {stages.map((stage) => (
        <a
          key={stage.id}
          href={stageLink(tab, stage.number)}
          aria-current={store.stage.value?.id === stage.id ? 'true' : undefined}
        >
          <bdi>{stage.name}</bdi>
          <small>{stageWords[stage.status]}</small>
        </a>
      ))}
    </nav>
  )
}

const stageWords = {
  planned: 'to come',
  drawn: 'drawn',
  active: 'being played',
  completed: 'finished',
  skipped: 'not played',
} as const
