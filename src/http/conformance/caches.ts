/** RFC 9111 and 5861: what caches are told, and which answers they must not keep. */
import type { Case, Feature, Want } from './case.ts'

type Row = readonly [rfc: number, section: string, isDemanded: boolean, title: string, ask: Case['ask'], want: Want]
const row = ([rfc, section, isDemanded, title, ask, want]: Row): Case => ({
  rfc,
  section,
  isDemanded,
  title,
  ask,
  want,
})
const needing = (needs: Feature, rows: readonly Row[]): Case[] => rows.map((one) => ({ ...row(one), needs }))

const noStore = { 'cache-control': /(^|,) *no-store *(,|$)/ }

const rows: readonly Row[] = [
  [9111, '5.2', false, 'a body says how it may be kept', { at: 'big' }, { header: { 'cache-control': /./ } }],
  [9111, '5.2', false, 'so does the private one', { at: 'own' }, { header: { 'cache-control': /./ } }],
  [
    9111,
    '5.2.2.7',
    true,
    'what is somebody’s own is private or not kept',
    { at: 'own' },
    { header: { 'cache-control': /private|no-store/ } },
  ],
  [
    9111,
    '3.5',
    true,
    'what is somebody’s own is not marked for shared caches',
    { at: 'own' },
    { headerNot: { 'cache-control': /public|s-maxage/ } },
  ],
  [
    9111,
    '4.1',
    true,
    'what is somebody’s own varies by who asks',
    { at: 'own' },
    { header: { vary: /authorization|\*/i } },
  ],
  [
    9111,
    '5.2.2.4',
    false,
    'it is asked about before each use',
    { at: 'own' },
    { header: { 'cache-control': /no-cache|max-age=0|no-store/ } },
  ],
  [9111, '5.2.2.5', false, 'a write is not kept', { at: 'write' }, { header: noStore }],
  [
    9111,
    '5.2.2.5',
    false,
    'a refusal of an unknown address is not kept',
    { at: 'nowhere' },
    { status: 404, header: { 'cache-control': /no-store|no-cache/ } },
  ],
  [
    9111,
    '4',
    false,
    'what is missing is asked about again',
    { at: 'missing' },
    { status: 404, header: { 'cache-control': /no-cache|no-store|max-age=0/ } },
  ],
  [
    9111,
    '4.1',
    false,
    'what is missing varies as what is there',
    { at: 'missing' },
    { status: 404, header: { vary: /accept-encoding/i } },
  ],
  [9111, '5.4', true, 'Pragma is no answer', { at: 'big' }, { header: { pragma: null } }],
  [9111, '5.5', true, 'there is no Warning', { at: 'big' }, { header: { warning: null } }],
  [9111, '7.3', false, 'a kept body brings no cookie', { at: 'big' }, { header: { 'set-cookie': null } }],
  [9111, '5.1', true, 'an origin does not make up an Age over its lifetime', { at: 'big' }, { status: 200 }],
]

const shared: readonly Row[] = [
  [
    9111,
    '5.2.2.10',
    false,
    'the public body says so to shared caches',
    { at: 'big' },
    { header: { 'cache-control': /s-maxage=\d+/ } },
  ],
  [
    9111,
    '5.2.2.2',
    false,
    'and that none may serve it past its time',
    { at: 'big' },
    { header: { 'cache-control': /must-revalidate/ } },
  ],
  [
    9111,
    '5.2.2.1',
    false,
    'browsers ask about it each time',
    { at: 'big' },
    { header: { 'cache-control': /max-age=0/ } },
  ],
  [
    9111,
    '5.2.2.3',
    true,
    'must-understand without no-store is not sent',
    { at: 'big' },
    { headerNot: { 'cache-control': /must-understand/ } },
  ],
  [
    5861,
    '3',
    false,
    'stale-while-revalidate does not contradict must-revalidate',
    { at: 'big' },
    { headerNot: { 'cache-control': /^(?=.*must-revalidate).*stale-while-revalidate/ } },
  ],
  [
    5861,
    '4',
    false,
    'nor does stale-if-error',
    { at: 'big' },
    { headerNot: { 'cache-control': /^(?=.*must-revalidate).*stale-if-error/ } },
  ],
  [
    5861,
    '3',
    true,
    'the private body asks nobody to serve it stale',
    { at: 'own' },
    { headerNot: { 'cache-control': /stale-/ } },
  ],
  [
    9111,
    '4.1',
    true,
    'the public body does not vary by who asks',
    { at: 'big' },
    { headerNot: { vary: /authorization|cookie/i } },
  ],
]

const tokens: readonly Row[] = [
  [9111, '5.2.2.5', true, 'a token is not kept', { at: 'token' }, { header: noStore }],
  [9110, '8.8.3', false, 'a token has no tag', { at: 'token' }, { header: { etag: null } }],
  [
    9110,
    '8.4',
    false,
    'a token is not coded, however it is asked for',
    { at: 'token', with: { 'accept-encoding': 'gzip, br, zstd' } },
    { coding: ['identity'] },
  ],
  [
    9110,
    '15.5.2',
    true,
    'without a token: 401 with a challenge',
    { at: 'own', with: { authorization: '' } },
    { status: 401, header: { 'www-authenticate': /./ } },
  ],
  [
    9111,
    '5.2.2.5',
    false,
    'that refusal is not kept',
    { at: 'own', with: { authorization: '' } },
    { status: 401, header: noStore },
  ],
  [
    9111,
    '4.1',
    true,
    'and it varies by who asks',
    { at: 'own', with: { authorization: '' } },
    { status: 401, header: { vary: /authorization/i } },
  ],
]

export const caches: readonly Case[] = [
  ...rows.map(row),
  ...needing('shared caching', shared),
  ...needing('tokens', tokens),
]
