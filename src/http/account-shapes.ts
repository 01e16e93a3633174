/** Bodies of accounts, orgs, members and venues: what comes in, and what goes out as the OpenAPI document names it. */
import { z } from 'zod'
import { limits } from '../config.ts'
import { line, slug, userId, venueId } from './fields.ts'
import { listOf } from './lists.ts'

const role = z.enum(['owner', 'director', 'scorekeeper', 'viewer'])
const orgId = z.uuid()
const time = z.iso.datetime()

// Longer than any policy allows, so that a long password is refused by the policy's own sentence.
const password = z.string().max(1024)
const email = line(254).pipe(z.email('must be an e-mail address'))

export const registration = z.strictObject({ email, password, name: line(100), orgName: line(100).optional() })
export const credentials = z.strictObject({ email: line(254), password })
export const refreshing = z.strictObject({ refreshToken: z.string().max(200).optional() })

export const newOrg = z.strictObject({ name: line(100), slug: slug.optional() })
export const orgEdit = z.strictObject({ name: line(100).optional(), slug: slug.optional() })
export const orgParams = z.strictObject({ id: orgId })

export const newMember = z.strictObject({ email, role })
export const memberEdit = z.strictObject({ role })
export const memberParams = z.strictObject({ userId })

const timeZone = z.string().max(64).refine(isTimeZone, 'must be an IANA time zone such as Europe/Berlin')
const venueText = { address: line(200).nullable().optional(), city: line(100).nullable().optional() }
export const newVenue = z.strictObject({ name: line(100), ...venueText, timeZone: timeZone.optional() })
export const venueEdit = z.strictObject({ name: line(100).optional(), ...venueText, timeZone: timeZone.optional() })
export const venueParams = z.strictObject({ id: venueId })

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

const orgOfUser = { id: orgId, slug: z.string(), name: z.string(), role }
const profileShape = {
  id: z.uuid(),
  email: z.string(),
  name: z.string(),
  isPlatformAdmin: z.boolean(),
  orgs: z.array(z.strictObject(orgOfUser)),
}
const stamps = { createdAt: time, updatedAt: time }

export const profile = z.strictObject(profileShape).meta({ id: 'Profile' })
export const signIn = z
  .strictObject({ token: z.string(), refreshToken: z.string(), expiresAt: time, user: z.strictObject(profileShape) })
  .meta({ id: 'SignIn', description: `The access token lasts ${limits.accessTokenHours} hours.` })
export const org = z.strictObject({ ...orgOfUser, ...stamps }).meta({ id: 'Org' })
export const listedOrg = z.strictObject(orgOfUser)
export const orgPage = listOf(listedOrg).meta({ id: 'OrgPage' })

const memberShape = { userId: z.uuid(), name: z.string(), email: z.string(), role, joinedAt: time }
export const member = z.strictObject(memberShape).meta({ id: 'Member' })
export const memberPage = listOf(z.strictObject(memberShape)).meta({ id: 'MemberPage' })

const venueShape = {
  id: z.uuid(),
  name: z.string(),
  address: z.string().nullable(),
  city: z.string().nullable(),
  timeZone: z.string(),
  ...stamps,
}
export const venue = z.strictObject(venueShape).meta({ id: 'Venue' })
export const venuePage = listOf(z.strictObject(venueShape)).meta({ id: 'VenuePage' })
