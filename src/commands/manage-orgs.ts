/** Makes and renames orgs. An owner sees an org with the role `owner`, which is part of its answer. */
import { AppError } from '../errors.ts'
import type { Tx } from '../store/database.ts'
import { addMember, insertOrg, lockOrg, type Org, updateOrg } from '../store/orgs.ts'
import type { Caller, CommandAnswer, CommandDeps } from './command.ts'
import { changed } from './audit-trail.ts'
import { type Precondition, runTelling } from './write.ts'

type Deps = Pick<CommandDeps, 'db' | 'writes'>
type Names = { readonly name: string; readonly slugs: readonly string[] }

/** Makes the org `caller.orgId` under the first free slug, owned by the caller; 201. Throws `slug_taken`. */
export function createOrg(deps: Deps, caller: Caller, { name, slugs }: Names): Promise<CommandAnswer> {
  const { orgId: id, userId } = caller
  if (userId === null) throw new Error('an org needs somebody to own it')
  return runTelling(deps, caller, { write: 'manage-orgs.createOrg', users: [userId] }, async (tx) => {
    const slug = await insertOrg(tx, { id, name, slugs })
    if (slug === null) throw new AppError('slug_taken', `another org has the slug ${slugs[0] ?? ''}; take another`)
    await addMember(tx, id, userId, 'owner')
    const body = ownedView(await held(tx, caller))
    const audit = { action: 'org.created', subject: `org:${id}`, after: { name, slug } }
    return { status: 201, body, location: `/api/orgs/${id}`, audit }
  })
}

/** Changes name or slug; 200 with the org. Throws `slug_taken`. */
export function editOrg(
  deps: Deps,
  caller: Caller,
  edit: Parameters<typeof updateOrg>[2],
  check: Precondition,
): Promise<CommandAnswer> {
  return runTelling(deps, caller, { write: 'manage-orgs.editOrg' }, async (tx) => {
    const old = await held(tx, caller)
    check(ownedView(old))
    const edited = await updateOrg(tx, caller.orgId, edit)
    const audit = { action: 'org.edited', subject: `org:${caller.orgId}`, ...changed(old, edited, ['name', 'slug']) }
    return { status: 200, body: edited && ownedView(edited), audit }
  })
}

async function held(tx: Tx, caller: Caller): Promise<Org> {
  const now = await lockOrg(tx, caller.orgId)
  if (now === null) throw new AppError('not_found', 'there is nothing at this address')
  return now
}

// Members in the same order as the answer of a read, whose entity tag is a hash of the text.
const ownedView = ({ id, slug, name, createdAt, updatedAt }: Org) => ({
  id,
  slug,
  name,
  role: 'owner',
  createdAt,
  updatedAt,
})
