/** The keys of the console, with the switch that puts them out. */
import { keysOn, legend } from './keys.ts'

export function Legend() {
  return (
    <section class="legend" aria-label="Keys">
      <dl>
        {legend.map(([key, words]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
      <label class="tick">
        <input
          type="checkbox"
          checked={keysOn.value}
          onChange={(event) => (keysOn.value = event.currentTarget.checked)}
        />
        <span>Keys on</span>
      </label>
    </section>
  )
}
