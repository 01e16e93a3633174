/** The address a request comes from, as far as it can be believed: limits on guessing and sockets count by it. */

interface SocketInfo {
  requestIP(request: Request): { readonly address: string } | null
}

/**
 * The socket's peer, or the entry of `X-Forwarded-For` that the outermost of `trustedHops` proxies wrote.
 * Whatever stands to the left of it came from the client and is never believed. Without a socket: `local`.
 */
export function clientAddress(request: Request, server: SocketInfo | null, trustedHops: number): string {
  const peer = server?.requestIP(request)?.address ?? 'local'
  if (trustedHops === 0) return peer
  const forwarded = (request.headers.get('x-forwarded-for') ?? '').split(',').map((part) => part.trim())
  return forwarded.at(-trustedHops) || peer
}
