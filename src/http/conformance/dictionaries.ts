/** RFC 9842: a body that may be told as the difference to an older one, for a client that asks for it. */
import type { Case, Want } from './case.ts'

type Row = readonly [section: string, isDemanded: boolean, title: string, given: Case['ask']['with'], want: Want]

const dcz = { 'accept-encoding': 'dcz, zstd', 'available-dictionary': '{dictionary}' }
const unknown = `:${'A'.repeat(43)}=:`

const rows: readonly Row[] = [
  ['2.1', true, 'the answer may be a dictionary', {}, { header: { 'use-as-dictionary': /^match="\/[^"]+"/ } }],
  ['2.1.1', true, 'the pattern is a path of this origin', {}, { headerNot: { 'use-as-dictionary': /match="[^/]/ } }],
  ['2.2.1', true, 'it is fresh, so that it may be offered', {}, { header: { 'cache-control': /max-age=[1-9]/ } }],
  ['2.2.1', true, 'and is not to be asked about first', {}, { headerNot: { 'cache-control': /no-cache|no-store/ } }],
  ['5', true, 'who holds it and takes dcz gets a difference', dcz, { status: 200, coding: ['dcz'] }],
  ['5', true, 'which reads the same against the dictionary', dcz, { body: 'whole' }],
  ['6.2', true, 'and names its coding', dcz, { header: { 'content-encoding': 'dcz' } }],
  ['6.2', true, 'and varies by both', dcz, { header: { vary: /accept-encoding(?=.*available-dictionary)/i } }],
  ['6.2', true, 'the whole varies by both too', {}, { header: { vary: /accept-encoding(?=.*available-dictionary)/i } }],
  ['2.1', false, 'the difference may be a dictionary in turn', dcz, { header: { 'use-as-dictionary': /^match=/ } }],
  ['6.1', true, 'who does not take dcz gets the whole', { ...dcz, 'accept-encoding': 'zstd' }, { coding: ['zstd'] }],
  ['6.1', true, 'nor who refuses it', { ...dcz, 'accept-encoding': 'dcz;q=0, zstd' }, { coding: ['zstd'] }],
  ['6.1', true, 'nor who says * alone', { ...dcz, 'accept-encoding': '*' }, { coding: ['zstd', 'br', 'gzip'] }],
  ['2.2', true, 'no dictionary: the whole', { 'accept-encoding': 'dcz, zstd' }, { coding: ['zstd'], body: 'whole' }],
  [
    '2.2',
    true,
    'an unknown one: the whole',
    { ...dcz, 'available-dictionary': unknown },
    { status: 200, coding: ['zstd'] },
  ],
  [
    '2.2',
    true,
    'a hash that is none: the whole',
    { ...dcz, 'available-dictionary': 'abc' },
    { status: 200, coding: ['zstd'] },
  ],
  ['2.2', true, 'an empty one: the whole', { ...dcz, 'available-dictionary': '::' }, { status: 200, coding: ['zstd'] }],
  ['6.2', true, 'a difference has a tag of its own', dcz, { tagUnlike: ['', 'gzip', 'br', 'zstd'] }],
  [
    '6.2',
    true,
    'a difference is confirmed as others are',
    { ...dcz, 'if-none-match': '{tag}' },
    { status: 304, body: 'none' },
  ],
]

const polled = rows.map(([section, isDemanded, title, given, want]): Case => ({
  rfc: 9842,
  section,
  isDemanded,
  needs: 'dictionaries',
  title,
  ask: { at: 'polled', with: given ?? {} },
  want,
}))

export const dictionaries: readonly Case[] = [
  ...polled,
  {
    rfc: 9842,
    section: '9.3',
    isDemanded: true,
    needs: 'dictionaries',
    title: 'what is public is told as a difference to nobody who did not ask',
    ask: { at: 'big', with: dcz },
    want: { status: 200, coding: ['zstd'], header: { vary: /accept-encoding/i } },
  },
]
