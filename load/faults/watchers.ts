/**
 * Viewers on rooms, with the client that the pages use: they stay over every fault and note each version they reach.
 */
import { connect } from '../../src/client/client.ts'
import type { Stream } from '../check/history.ts'

export interface Watchers extends Disposable {
  /** Waits until each viewer is live at the version of its tournament, or the deadline; milliseconds it took. */
  settle(versions: ReadonlyMap<string, number>, msMax: number): Promise<number>
  streams(): Stream[]
}

/** `count` viewers, dealt out over the tournaments, each on a connection of its own. */
export function watch(url: string, tournaments: readonly string[], count: number): Watchers {
  const viewers = Array.from({ length: count }, (_, i) => {
    const client = connect({ url })
    const room = client.room(tournaments[i % tournaments.length] as string)
    const versions: number[] = []
    room.subscribe(() => {
      if (room.version !== (versions.at(-1) ?? 0)) versions.push(room.version)
    })
    return { name: `viewer ${i + 1}`, client, room, versions }
  })

  const hasSettled = (versions: ReadonlyMap<string, number>) =>
    viewers.every(({ room }) => room.status === 'live' && room.version === versions.get(room.tournamentId))

  return {
    async settle(versions, msMax) {
      const startedMs = performance.now()
      while (!hasSettled(versions) && performance.now() - startedMs < msMax) await Bun.sleep(20)
      return performance.now() - startedMs
    },
    streams: () =>
      viewers.map(({ name, room, versions }) => ({
        viewer: name,
        tournament: room.tournamentId,
        versions,
        shown: room.get(),
        isLive: room.status === 'live',
      })),
    [Symbol.dispose]() {
      for (const { client } of viewers) client.close()
    },
  }
}
