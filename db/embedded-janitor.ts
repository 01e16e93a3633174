/**
 * A small shell that waits on a pipe. The pipe closes when this process ends, however it ends; then the shell stops
 * the server it was told of and removes the temporary folder. It works where the kernel sends no parent-death signal.
 * A server that does not stop when it is asked to is told to leave all as it is; the next one recovers what was kept.
 */
export interface Janitor {
  /** Names the process to stop at the end. */
  watch(pid: number): void
  /** Cleans up at once, as if this process had ended. */
  release(): void
  /** Everything was put away properly: nothing is left to do. */
  dismiss(): void
}

const script = [
  'trap "" INT TERM HUP',
  'pid=',
  'while read -r line; do pid=$line; done',
  'if [ -n "$pid" ]; then',
  '  kill -INT "$pid" 2>/dev/null',
  '  waited=0',
  '  while kill -0 "$pid" 2>/dev/null; do',
  '    sleep 0.1',
  '    waited=$((waited + 1))',
  '    if [ "$waited" -eq "$1" ]; then kill -QUIT "$pid" 2>/dev/null; fi',
  '  done',
  'fi',
  'if [ -n "$0" ]; then rm -rf "$0"; fi',
].join('\n')

/** Tenths of a second in which any server is done that stops at all. */
const patience = 600

/** Starts a janitor for a server and, if there is one, its temporary folder. */
export function spawnJanitor(temporary: string | null, tenths = patience): Janitor {
  const shell = Bun.spawn(['sh', '-c', script, temporary ?? '', String(tenths)], {
    stdin: 'pipe',
    stdout: 'ignore',
    stderr: 'ignore',
    detached: true,
  })
  shell.unref()
  return {
    watch(pid) {
      void shell.stdin.write(`${pid}\n`)
      void shell.stdin.flush()
    },
    release: () => void shell.stdin.end(),
    dismiss: () => shell.kill('SIGKILL'),
  }
}
