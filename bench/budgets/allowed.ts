/** Statements that may break a rule, each with its reason; everything else may not. */
import type { Allowance } from './judge.ts'

const counted = 'an exact count reads what it counts; walks by cursor count nothing'
const byName = 'people are sorted by a name that stands in another table than the org'
const rare = 'one value of many beside the time: an index of its own would cost every write'

const small = 'of 3,000 people all are read as soon as a handful; of 60,000 only those that are named'
const pace = 'the latest of eight events, by a time that only some matches have'
const chosen = 'an order that people choose now and then; one org is sorted, not the platform'
const ofOneRoom = 'the events of one room are sorted, not those of the platform, and the page is kept in memory'
const hall = 'a room has few tables, and each is looked up'

/** Exceptions by a part of the statement. */
export const allowances: readonly Allowance[] = [
  { rule: 'scan', text: 'SELECT count(*) AS total FROM', why: counted },
  { rule: 'waste', text: 'SELECT count(*) AS total FROM', why: counted },
  { rule: 'scan', text: 'FROM organization_members m JOIN users u ON u.id = m.user_id WHERE', why: byName },
  { rule: 'sort', text: 'FROM organization_members m JOIN users u ON u.id = m.user_id WHERE', why: byName },
  { rule: 'scan', text: 'FROM users WHERE id IN (SELECT jsonb_array_elements_text', why: small, seed: 'ci' },
  { rule: 'scan', text: 'UPDATE users SET version = version + 1 WHERE id IN', why: small, seed: 'ci' },
  { rule: 'scan', text: 'FROM audit_logs a LEFT JOIN users u', why: small, seed: 'ci' },
  { rule: 'sort', text: 'ORDER BY m.started_at DESC LIMIT 60', why: pace },
  { rule: 'scan', text: 'ORDER BY o.started_at DESC LIMIT 8', why: pace },
  {
    rule: 'scan',
    text: 'FROM tournaments t WHERE t.org_id = $ AND t.deleted_at IS NULL AND true ORDER BY t.name',
    why: chosen,
  },
  { rule: 'scan', text: 'AND (t.name, t.id) > ($::text, $::text::uuid) ORDER BY t.name', why: chosen },
  { rule: 'sort', text: 'ORDER BY t.name, t.id LIMIT $', why: chosen },
  { rule: 'scan', text: 'ORDER BY t.created_at DESC, t.id LIMIT $', why: chosen },
  { rule: 'sort', text: 'ORDER BY t.created_at DESC, t.id LIMIT $', why: chosen },
  {
    rule: 'sort',
    text: 'p.org_id = (SELECT o.id FROM lookup.org_by_slug($::text) o) AND true ORDER BY',
    why: ofOneRoom,
  },
  { rule: 'waste', text: 'FROM tables b LEFT JOIN matches m ON m.table_id = b.id', why: hall },
  { rule: 'sort', text: 'FROM lookup.tournaments_due(', why: 'hundreds of events at most, those in play first' },
  { rule: 'waste', text: 'WHERE a.org_id = $ AND a.action = $ AND', why: rare },
  { rule: 'waste', text: 'WHERE p.org_id = $ AND p.status = $ AND', why: rare },
]
