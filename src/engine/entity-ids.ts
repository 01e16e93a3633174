/** Names of the ids: strings that the compiler tells apart. */
declare const brand: unique symbol
type Branded<Name extends string> = string & { readonly [brand]: Name }

/** A tenant. */
export type OrgId = Branded<'OrgId'>
/** A person with an account, in any org. */
export type UserId = Branded<'UserId'>
/** A place of an org. */
export type VenueId = Branded<'VenueId'>
/** A UUID; also the namespace of its stages' and matches' ids. */
export type TournamentId = Branded<'TournamentId'>
/** UUIDv5 made by `ids.ts`. */
export type StageId = Branded<'StageId'>
/** UUIDv5 made by `ids.ts`, so the same draw has the same ids on every replay. */
export type MatchId = Branded<'MatchId'>
/** A registration in one tournament; comes with the command. */
export type PlayerId = Branded<'PlayerId'>
/** A table of the org, used by any of its tournaments. */
export type TableId = Branded<'TableId'>
