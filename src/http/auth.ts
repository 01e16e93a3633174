/**
 * Accounts and sign-in. Answers that carry a token are never stored and never coded, and these writes take no
 * idempotency key: a kept answer would be a kept token.
 */
import { Elysia } from 'elysia'
import type { Profile, SignIn } from '../auth/auth.ts'
import { addressKey } from '../auth/rate-limit.ts'
import { unauthenticated } from '../auth/roles.ts'
import { bearerOf } from '../auth/tokens.ts'
import { credentials, profile, refreshing, registration, signIn } from './account-shapes.ts'
import { clientAddress } from './address.ts'
import { core } from './core.ts'
import type { HttpDeps } from './deps.ts'
import * as shape from './shapes.ts'
import { nothing } from './tournament-input.ts'

const tags = ['Sign-in']

/** Routes under `/api/auth`. */
export function authRoutes(deps: HttpDeps) {
  const { respond, auth } = deps
  const tokens = (request: Request, status: 200 | 201, made: SignIn) =>
    respond.raw(request, status, JSON.stringify({ ...made, user: profileView(made.user) }), {})

  return new Elysia({ name: 'auth', normalize: false })
    .use(core(deps))
    .post(
      '/api/auth/register',
      async ({ request, server, body }) =>
        tokens(request, 201, await auth.register(body, clientAddress(request, server, deps.trustedProxyHops))),
      {
        anyone: 'auth.register',
        body: registration,
        response: shape.created(signIn),
        detail: { tags, summary: 'Makes an account, and with orgName an org that it owns' },
      },
    )
    .post(
      '/api/auth/login',
      async ({ request, server, body }) =>
        tokens(request, 200, await auth.login(body, clientAddress(request, server, deps.trustedProxyHops))),
      {
        anyone: 'auth.login',
        body: credentials,
        response: shape.answers(signIn),
        detail: { tags, summary: 'Signs in' },
      },
    )
    .post(
      '/api/auth/refresh',
      async ({ request, server, body }) => {
        await auth.limiter.require('api', addressKey(clientAddress(request, server, deps.trustedProxyHops)))
        const token = body.refreshToken ?? bearerOf(request.headers.get('authorization'))
        if (token === null) throw unauthenticated()
        return tokens(request, 200, await auth.refresh(token))
      },
      {
        anyone: 'auth.refresh',
        body: refreshing,
        response: shape.answers(signIn),
        detail: { tags, summary: 'Trades a refresh token, in the body or as bearer, for the next pair' },
      },
    )
    .post(
      '/api/auth/logout',
      async ({ request }) => {
        await auth.logout(bearerOf(request.headers.get('authorization')) ?? '')
        return respond.noContent(request)
      },
      {
        account: 'auth.logout',
        body: nothing,
        response: shape.noContent,
        detail: { tags, summary: 'Ends this sign-in with all its tokens' },
      },
    )
    .get(
      '/api/auth/me',
      ({ request, principal }) => {
        const { userId: id, email, name, isPlatformAdmin, orgs } = principal
        return respond.json(request, profileView({ id, email, name, isPlatformAdmin, orgs }))
      },
      { account: 'session.read', response: shape.answers(profile), detail: { tags, summary: 'The account signed in' } },
    )
}

function profileView({ id, email, name, isPlatformAdmin, orgs }: Profile) {
  const listed = orgs.map((membership) => ({
    id: membership.orgId,
    slug: membership.slug,
    name: membership.name,
    role: membership.role,
  }))
  return { id, email, name, isPlatformAdmin, orgs: listed }
}
