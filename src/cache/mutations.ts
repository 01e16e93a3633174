/**
 * What each write outside the engine's log makes old. A write that feeds no cached view says `none` and why.
 * A test holds this table against the exported functions of `commands/` and what `Auth` does: one that is missing
 * fails it.
 */
import type { DomainName } from './events.ts'

/** What a function that writes declares. `log`: its events are those of the engine, see `domainNamesOf`. */
export type Declared = readonly DomainName[] | 'log' | { readonly none: string }

/** By file and function. */
export const mutations: Readonly<Record<string, Declared>> = {
  'auth.register': { none: 'nobody has read anything of an account and an org that are being made' },
  'auth.login': { none: 'sign-ins are read from the database; nodes remember a caller for a second at most' },
  // A token that is replayed ends its sign-in.
  'auth.refresh': ['user:logged_out'],
  'auth.logout': ['user:logged_out'],
  'manage-api-keys.issueApiKey': { none: 'keys are read from the database; nodes remember one for a second at most' },
  'manage-api-keys.endApiKey': ['user:permission:changed'],
  'manage-members.enrolMember': ['org:members:changed', 'user:permission:changed'],
  'manage-members.setRole': ['org:members:changed', 'user:permission:changed'],
  'manage-members.dropMember': ['org:members:changed', 'user:permission:changed'],
  'manage-orgs.createOrg': ['org:settings:updated', 'org:members:changed', 'user:permission:changed'],
  'manage-orgs.editOrg': ['org:settings:updated'],
  'manage-notifications.sendMessage': { none: 'messages are read from the database each time' },
  'manage-notifications.readMessage': { none: 'messages are read from the database each time' },
  'manage-payments.recordPayment': { none: 'money is read from the database each time' },
  'manage-payments.giveBack': { none: 'money is read from the database each time' },
  'manage-venues.addVenue': ['org:settings:updated'],
  'manage-venues.editVenue': ['org:settings:updated'],
  'manage-venues.removeVenue': ['org:settings:updated'],
}

/** Files of `commands/` whose writes all go through the log of a tournament. */
export const logged = [
  'act-on-match',
  'assign-next',
  'chips',
  'correct-result',
  'create-tournament',
  'delete-tournament',
  'draw-stage',
  'edit-player',
  'edit-tournament',
  'import-tournament',
  'manage-payouts',
  'manage-tables',
  'move-tournament',
  'register-players',
  'score-match',
] as const
