/** RFC 9110 sections 9, 10 and 15: methods, dates, and what is refused with which status. */
import type { Case, Want } from './case.ts'

type Row = readonly [section: string, isDemanded: boolean, title: string, ask: Case['ask'], want: Want]

const rows: readonly Row[] = [
  [
    '6.6.1',
    true,
    'an answer has a Date',
    { at: 'big' },
    { header: { date: /^\w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} GMT$/ } },
  ],
  [
    '6.6.1',
    true,
    'so has a 304',
    { at: 'big', with: { 'if-none-match': '{tag}' } },
    { status: 304, header: { date: /GMT$/ } },
  ],
  [
    '15.5.6',
    false,
    'a wrong method is 405 with Allow',
    { at: 'big', method: 'DELETE' },
    { status: 405, header: { allow: /GET/ } },
  ],
  [
    '15.5.6',
    false,
    'PUT likewise',
    { at: 'big', method: 'PUT', body: '{}' },
    { status: 405, header: { allow: /GET/ } },
  ],
  ['10.2.1', false, 'Allow names HEAD beside GET', { at: 'big', method: 'DELETE' }, { header: { allow: /HEAD/ } }],
  [
    '9.3.7',
    false,
    'OPTIONS tells the methods',
    { at: 'big', method: 'OPTIONS' },
    { status: [200, 204], header: { allow: /GET/ } },
  ],
  [
    '9.3.7',
    false,
    'OPTIONS of an unknown address is no success',
    { at: 'nowhere', method: 'OPTIONS' },
    { status: 404 },
  ],
  ['15.5.5', true, 'an unknown address is 404', { at: 'nowhere' }, { status: 404 }],
  ['15.5.1', true, 'a body that cannot be read is 400', { at: 'write', body: '{"a":' }, { status: 400 }],
  [
    '8.3',
    true,
    'a body has a media type',
    { at: 'small' },
    { header: { 'content-type': /^application\/json/ }, body: 'json' },
  ],
  ['9.2.1', true, 'two GETs read the same', { at: 'big' }, { body: 'whole' }],
]

export const methods: readonly Case[] = rows.map(([section, isDemanded, title, ask, want]) => ({
  rfc: 9110,
  section,
  isDemanded,
  title,
  ask,
  want,
}))
