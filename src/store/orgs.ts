/**
 * Orgs and who belongs to them. `organizations` is a platform table; members lie behind row-level security.
 * Invariant: an org that had an owner keeps one, whoever leaves or is demoted at the same moment.
 */
import { and, count, eq, ne, sql } from 'drizzle-orm'
import { organizationMembers, organizations, users } from '../../db/schema/tenants.ts'
import type { Instant, OrgId, UserId } from '../engine/types.ts'
import { AppError } from '../errors.ts'
import { constraintOf, type Database, type Tx } from './database.ts'

type Role = typeof organizationMembers.$inferSelect.role

/** An org as its members see it. */
export interface Org {
  readonly id: OrgId
  readonly slug: string
  readonly name: string
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

/** An account in one org; name and e-mail are the account's own. */
export interface Member {
  readonly userId: UserId
  readonly name: string
  readonly email: string
  readonly role: Role
  readonly joinedAt: Instant
}

const orgColumns = {
  id: organizations.id,
  slug: organizations.slug,
  name: organizations.name,
  createdAt: organizations.createdAt,
  updatedAt: organizations.updatedAt,
}

const memberColumns = {
  userId: organizationMembers.userId,
  name: users.name,
  email: users.email,
  role: organizationMembers.role,
  joinedAt: organizationMembers.createdAt,
}

/** Makes an org under the first free slug of the list and returns that slug; null if all are taken. */
export async function insertOrg(
  tx: Tx,
  org: { readonly id: OrgId; readonly name: string; readonly slugs: readonly string[] },
): Promise<string | null> {
  for (const slug of org.slugs) {
    const row = { id: org.id, name: org.name, slug }
    const target = { target: organizations.slug }
    const made = await tx.insert(organizations).values(row).onConflictDoNothing(target).returning(orgColumns)
    if (made.length === 1) return slug
  }
  return null
}

/** An org by its id. Whether the caller may see it is decided before. */
export async function readOrg(db: Database, id: OrgId): Promise<Org | null> {
  const rows = await db.platform((q) => q.select(orgColumns).from(organizations).where(eq(organizations.id, id)))
  return rows[0] ?? null
}

/** An org, held until the transaction ends: its roles and its name change one at a time. */
export async function lockOrg(tx: Tx, id: OrgId): Promise<Org | null> {
  const rows = await tx.select(orgColumns).from(organizations).where(eq(organizations.id, id)).for('no key update')
  return rows[0] ?? null
}

/** Changes name or slug. Throws `slug_taken`. */
export async function updateOrg(
  tx: Tx,
  id: OrgId,
  edit: { readonly name?: string | undefined; readonly slug?: string | undefined },
): Promise<Org | null> {
  const { name, slug } = edit
  const values = {
    ...(name === undefined ? {} : { name }),
    ...(slug === undefined ? {} : { slug }),
    updatedAt: sql`now()`,
  }
  try {
    const rows = await tx.update(organizations).set(values).where(eq(organizations.id, id)).returning(orgColumns)
    return rows[0] ?? null
  } catch (error) {
    if (constraintOf(error) !== 'organizations_slug_key') throw error
    throw new AppError('slug_taken', `another org has the slug ${edit.slug ?? ''}; take another`)
  }
}

/** Member of an org, or null. */
export async function readMember(tx: Tx, org: OrgId, user: UserId): Promise<Member | null> {
  const rows = await tx
    .select(memberColumns)
    .from(organizationMembers)
    .innerJoin(users, eq(users.id, organizationMembers.userId))
    .where(and(eq(organizationMembers.orgId, org), eq(organizationMembers.userId, user)))
  return rows[0] ?? null
}

/** False if the account is a member already; then nothing was written. */
export async function addMember(tx: Tx, org: OrgId, user: UserId, role: Role): Promise<boolean> {
  const row = { orgId: org, userId: user, role }
  const made = await tx
    .insert(organizationMembers)
    .values(row)
    .onConflictDoNothing()
    .returning({ role: organizationMembers.role })
  return made.length === 1
}

/** Gives a member another role; null if there is no such member. Throws `last_owner`. */
export async function changeRole(tx: Tx, org: OrgId, user: UserId, role: Role): Promise<Member | null> {
  if (role !== 'owner') await requireOtherOwner(tx, org, user)
  const mine = and(eq(organizationMembers.orgId, org), eq(organizationMembers.userId, user))
  await tx
    .update(organizationMembers)
    .set({ role, updatedAt: sql`now()` })
    .where(mine)
  return readMember(tx, org, user)
}

/** False if there is no such member. Throws `last_owner`. */
export async function removeMember(tx: Tx, org: OrgId, user: UserId): Promise<boolean> {
  await requireOtherOwner(tx, org, user)
  const mine = and(eq(organizationMembers.orgId, org), eq(organizationMembers.userId, user))
  const gone = await tx.delete(organizationMembers).where(mine).returning({ userId: organizationMembers.userId })
  return gone.length === 1
}

// The lock on the org makes two owners who leave at once wait for each other; the second then counts without the first.
async function requireOtherOwner(tx: Tx, org: OrgId, user: UserId): Promise<void> {
  await lockOrg(tx, org)
  const isOwner = and(
    eq(organizationMembers.orgId, org),
    eq(organizationMembers.role, 'owner'),
    eq(organizationMembers.status, 'active'),
  )
  const others = await tx
    .select({ total: count() })
    .from(organizationMembers)
    .where(and(isOwner, ne(organizationMembers.userId, user)))
  if (Number(others[0]?.total ?? 0) > 0) return
  const own = await readMember(tx, org, user)
  if (own?.role !== 'owner') return
  throw new AppError('last_owner', 'an org keeps at least one owner: make somebody else owner first')
}
