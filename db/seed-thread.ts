/** A thread of `db:seed`: makes the batches it is asked for. */
import { Maker } from './seed/batches.ts'
import type { SeedSize } from './seed/sizes.ts'

let maker: Maker | null = null

self.addEventListener('message', ({ data }: MessageEvent<{ readonly size: SeedSize; readonly job: number }>) => {
  maker ??= new Maker(data.size)
  self.postMessage({ job: data.job, batches: maker.make(data.job) })
})
