/** What a starting Postgres says: whether it is ready, its last words, and whether it is still at work. */

/** A server's messages. */
export interface Output {
  /** False once it has ended without getting ready. */
  readonly ready: Promise<boolean>
  /** Its last messages, for an error. */
  tail(): string
}

/**
 * Reads the messages for as long as the server lives; a full pipe would stop it. Until it is ready it is killed after
 * `silenceMsMax` without a word: a recovery may take long, and says so every ten seconds.
 */
export function watchOutput(server: Bun.Subprocess<'ignore', 'ignore', 'pipe'>, silenceMsMax: number): Output {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const timer = setTimeout(() => server.kill('SIGKILL'), silenceMsMax)
  let tail = ''
  let isReady = false
  const end = (result: boolean) => {
    isReady ||= result
    clearTimeout(timer)
    resolve(result)
  }
  const drain = async () => {
    const decoder = new TextDecoder()
    for await (const chunk of server.stderr) {
      tail = (tail + decoder.decode(chunk, { stream: true })).slice(-2000)
      if (tail.includes('ready to accept connections')) end(true)
      else if (!isReady) timer.refresh()
    }
    end(false)
  }
  drain().catch(() => end(false))
  return { ready: promise, tail: () => tail }
}
