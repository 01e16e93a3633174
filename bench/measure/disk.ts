/**
 * How long this disk takes to keep 8 KiB, asked beside a run: every commit waits for it, so a figure of commits is
 * read with this one in view.
 */
import { open } from 'node:fs/promises'
import { join } from 'node:path'

const everyMs = 20
const pages = 2048
const page = Buffer.alloc(8192, 'x')

/** Samples taken so far, in milliseconds; `stop` ends it and removes the file. */
export interface DiskWatch {
  readonly samplesMs: readonly number[]
  stop(): Promise<void>
}

/** Overwrites pages of a file in `folder` one after another, each with fdatasync, until it is stopped. */
export async function watchDisk(folder: string): Promise<DiskWatch> {
  const path = join(folder, `disk-${crypto.randomUUID()}`)
  const file = await open(path, 'w')
  await file.write(Buffer.alloc(pages * page.length))
  await file.sync()
  const samplesMs: number[] = []
  let isStopped = false
  const running = (async () => {
    for (let i = 0; !isStopped; i++) {
      await file.write(page, 0, page.length, (i % pages) * page.length)
      const startedAt = performance.now()
      await file.datasync()
      samplesMs.push(performance.now() - startedAt)
      await Bun.sleep(everyMs)
    }
  })()
  const stop = async () => {
    isStopped = true
    await running
    await file.close()
    await Bun.file(path).delete()
  }
  return { samplesMs, stop }
}
