/** RFC 9110 section 12.5.3 and 8.4: which coding may be sent, that caches are told, and that it can be read again. */
import type { Case, Want } from './case.ts'

const any = ['zstd', 'br', 'gzip', 'deflate', 'identity']
const plain = ['identity']

// Header, codings that the client takes; the body must read the same whatever was chosen.
const taken: readonly (readonly [header: string | null, codings: readonly string[]])[] = [
  [null, any],
  ['', plain],
  ['identity', plain],
  ['gzip', ['gzip', 'identity']],
  ['x-gzip', ['gzip', 'x-gzip', 'identity']],
  ['GZIP', ['gzip', 'identity']],
  ['br', ['br', 'identity']],
  ['zstd', ['zstd', 'identity']],
  ['gzip, deflate, br', ['gzip', 'deflate', 'br', 'identity']],
  ['gzip, deflate, br, zstd', any],
  ['*', any],
  ['*;q=0.5', any],
  ['gzip;q=0', plain],
  ['gzip;q=0.0', plain],
  ['gzip;q=0.000', plain],
  ['br;q=0, gzip;q=0, zstd;q=0', plain],
  ['gzip;q=0, *', ['zstd', 'br', 'deflate', 'identity']],
  ['zstd;q=0, br;q=0, *;q=0.1', ['gzip', 'deflate', 'identity']],
  ['*;q=0, gzip', ['gzip']],
  ['*;q=0, identity', plain],
  ['gzip ; q=0.5', ['gzip', 'identity']],
  ['gzip;q=0.5,br;q=0.1', ['gzip', 'br', 'identity']],
  [',gzip,', ['gzip', 'identity']],
  ['compress', plain],
  ['exi, pack200-gzip', plain],
  ['nonsense', plain],
  ['gzipped', plain],
  ['sgzip, brx', plain],
]

// Header and what is liked best; a server may choose otherwise, but ought not to.
const liked: readonly (readonly [header: string, codings: readonly string[]])[] = [
  ['gzip', ['gzip']],
  ['br', ['br']],
  ['zstd', ['zstd']],
  ['GZIP', ['gzip']],
  ['x-gzip', ['gzip', 'x-gzip']],
  ['*', ['zstd', 'br', 'gzip', 'deflate']],
  ['gzip;q=1.0, identity; q=0.5, *;q=0', ['gzip']],
  ['gzip;q=0.1, br;q=0.9', ['br']],
  ['gzip;q=0.9, br;q=0.1', ['gzip']],
  ['zstd;q=0.1, gzip;q=0.2', ['gzip']],
  ['identity;q=1, gzip;q=0.5', plain],
  ['identity;q=0, gzip;q=0.001', ['gzip']],
  ['br;q=0.001, gzip;q=0.002, zstd;q=0.003', ['zstd', 'gzip']],
]

const sections = { rfc: 9110, section: '12.5.3' } as const

const asked = (header: string | null) => (header === null ? {} : { with: { 'accept-encoding': header } })
const named = (header: string | null) => (header === null ? 'no Accept-Encoding' : `Accept-Encoding: ${header || '""'}`)

const takenCases = taken.map(([header, coding]): Case => ({
  ...sections,
  isDemanded: true,
  title: `${named(header)}: a coding the client takes, and the same body`,
  ask: { at: 'big', ...asked(header) },
  want: { status: 200, coding, body: 'whole' },
}))

const likedCases = liked.map(([header, coding]): Case => ({
  ...sections,
  isDemanded: false,
  title: `${named(header)}: the coding it likes best`,
  ask: { at: 'big', ...asked(header) },
  want: { status: 200, coding },
}))

const varyCases = ([null, '', 'identity', 'gzip', 'br', '*', 'gzip;q=0', 'nonsense'] as const).flatMap((header) =>
  (['GET', 'HEAD'] as const).map((method): Case => ({
    rfc: 9110,
    section: '12.5.5',
    isDemanded: true,
    title: `${method}, ${named(header)}: Vary names Accept-Encoding`,
    ask: { at: 'big', method, ...asked(header) },
    want: { status: 200, header: { vary: /(^|,) *(accept-encoding|\*) *(,|$)/i } },
  })),
)

const more = (section: string, isDemanded: boolean, title: string, ask: Case['ask'], want: Want): Case => ({
  rfc: 9110,
  section,
  isDemanded,
  ...(section === '12.5.5' || section === '8.4' ? { needs: 'codings' as const } : {}),
  title,
  ask,
  want,
})

export const negotiation: readonly Case[] = [
  ...takenCases,
  ...likedCases,
  ...varyCases,
  more(
    '12.5.5',
    true,
    'a short body: Vary names Accept-Encoding too',
    { at: 'small' },
    { header: { vary: /accept-encoding/i } },
  ),
  more(
    '15.5.7',
    false,
    'identity;q=0 and nothing else: 406',
    { at: 'big', with: { 'accept-encoding': 'identity;q=0' } },
    { status: 406 },
  ),
  more('15.5.7', false, '*;q=0: 406', { at: 'big', with: { 'accept-encoding': '*;q=0' } }, { status: 406 }),
  more(
    '12.5.5',
    false,
    'a 406 varies as the body would',
    { at: 'big', with: { 'accept-encoding': 'identity;q=0' } },
    { status: 406, header: { vary: /accept-encoding/i } },
  ),
  more(
    '8.4',
    true,
    'a short body that is refused plain is coded',
    { at: 'small', with: { 'accept-encoding': 'gzip, identity;q=0' } },
    { coding: ['gzip'], body: 'whole' },
  ),
  more(
    '8.4',
    true,
    'a body sent plain has no Content-Encoding',
    { at: 'big', with: { 'accept-encoding': '' } },
    { header: { 'content-encoding': null } },
  ),
  more(
    '8.3',
    true,
    'the media type is that of the body before coding',
    { at: 'big', with: { 'accept-encoding': 'gzip' } },
    { header: { 'content-type': /^application\/json\b/ } },
  ),
  more(
    '8.6',
    true,
    'a length that is told is that of the coded body',
    { at: 'big', with: { 'accept-encoding': 'gzip' } },
    { status: 200, body: 'whole' },
  ),
  more(
    '15.5.16',
    false,
    'a request body in a coding is 415',
    { at: 'write', with: { 'content-encoding': 'gzip' } },
    { status: 415 },
  ),
  more(
    '12.5.3',
    false,
    'that 415 says which codings are taken',
    { at: 'write', with: { 'content-encoding': 'gzip' } },
    { status: 415, header: { 'accept-encoding': /./ } },
  ),
  more(
    '15.5.16',
    false,
    'a request body of a foreign media type is 415',
    { at: 'write', with: { 'content-type': 'text/plain' } },
    { status: 415 },
  ),
]
