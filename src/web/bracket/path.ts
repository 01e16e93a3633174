/**
 * The way of one player through the sheet: the matches played or reached, and the ones still ahead if every
 * coming match is won. Pure.
 */
import type { PlayerId } from '../../engine/types.ts'
import type { Node } from './links.ts'

export interface Path {
  /** Matches the player is or was in. */
  readonly taken: ReadonlySet<string>
  /** Matches that winning would lead to. */
  readonly ahead: ReadonlySet<string>
  /** Connectors on the way, as `<from> <to>`. */
  readonly steps: ReadonlySet<string>
}

export function pathOf(nodes: ReadonlyMap<string, Node>, player: PlayerId): Path {
  const taken = new Set<string>()
  const ahead = new Set<string>()
  const steps = new Set<string>()
  for (const { id, row } of nodes.values()) if (row.playerA === player || row.playerB === player) taken.add(id)
  for (const id of taken) {
    const node = nodes.get(id)
    for (const goal of [node?.next, node?.drop]) if (goal && taken.has(goal.match)) steps.add(`${id} ${goal.match}`)
  }
  const current = [...taken].map((id) => nodes.get(id)).find((node) => node && isOpen(node))
  for (let node = current; node?.next; node = nodes.get(node.next.match)) {
    if (node.row.bracket === 'GF') break
    ahead.add(node.next.match)
    steps.add(`${node.id} ${node.next.match}`)
  }
  return { taken, ahead, steps }
}

function isOpen(node: Node): boolean {
  return node.row.state !== 'completed' && node.row.state !== 'void'
}
