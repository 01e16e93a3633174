/** RFC 9110 sections 8.8, 13, 15.4.5, and 9.3.2: validators, conditional requests, 304 and HEAD; RFC 9111 4.3.4. */
import type { Case, Want } from './case.ts'

type Row = readonly [section: string, isDemanded: boolean, title: string, ask: Case['ask'], want: Want]
const of9110 = ([section, isDemanded, title, ask, want]: Row): Case => ({
  rfc: 9110,
  section,
  isDemanded,
  title,
  ask,
  want,
})

const codings = ['identity', 'gzip', 'br', 'zstd'] as const
const kept = ['cache-control', 'content-location', 'etag', 'expires', 'vary'] as const

// What is sent, whether the copy is still good. In `{tag}` stands the tag of the plain body.
const matches: readonly (readonly [header: string, isGood: boolean])[] = [
  ['{tag}', true],
  ['W/{tag}', true],
  ['*', true],
  ['"x", {tag}', true],
  ['{tag}, "x"', true],
  ['"x",{tag},"y"', true],
  ['"x" , W/{tag}', true],
  ['"a,b", {tag}', true],
  [', {tag}', true],
  ['"x"', false],
  ['W/"x"', false],
  ['""', false],
  ['"x", "y"', false],
  ['"*"', false],
  ['not-a-tag', false],
  ['"open', false],
]

const matchCases = matches.map(([header, isGood]) =>
  of9110([
    '13.1.2',
    true,
    `If-None-Match: ${header} ${isGood ? 'confirms the copy' : 'confirms nothing'}`,
    { at: 'big', with: { 'accept-encoding': '', 'if-none-match': header } },
    isGood ? { status: 304, body: 'none' } : { status: 200, body: 'whole' },
  ]),
)

const perCoding = codings.flatMap((coding) => [
  of9110([
    '13.1.2',
    true,
    `the tag got in ${coding} confirms a copy in ${coding}`,
    { at: 'big', with: { 'accept-encoding': coding, 'if-none-match': '{tag}' } },
    { status: 304, body: 'none' },
  ]),
  of9110([
    '15.4.5',
    true,
    `a 304 in ${coding} repeats what the 200 said to caches`,
    { at: 'big', with: { 'accept-encoding': coding, 'if-none-match': '{tag}' } },
    { status: 304, likeGet: kept },
  ]),
  of9110([
    '15.4.5',
    false,
    `a 304 in ${coding} describes no body`,
    { at: 'big', with: { 'accept-encoding': coding, 'if-none-match': '{tag}' } },
    { status: 304, header: { 'content-encoding': null, 'content-type': null } },
  ]),
  of9110([
    '9.3.2',
    false,
    `HEAD in ${coding} has the headers of GET`,
    { at: 'big', method: 'HEAD', with: { 'accept-encoding': coding } },
    { status: 200, body: 'none', likeGet: ['etag', 'vary', 'cache-control', 'content-type', 'content-encoding'] },
  ]),
  of9110([
    '8.6',
    true,
    `HEAD in ${coding} tells the length of GET, or none`,
    { at: 'big', method: 'HEAD', with: { 'accept-encoding': coding } },
    { status: 200, likeGet: ['content-length'] },
  ]),
  of9110([
    '13.1.2',
    true,
    `HEAD in ${coding} is conditional too`,
    { at: 'big', method: 'HEAD', with: { 'accept-encoding': coding, 'if-none-match': '{tag}' } },
    { status: 304, body: 'none' },
  ]),
])

const unlike = (['gzip', 'br', 'zstd'] as const).flatMap((coding) => [
  of9110([
    '8.8.3.3',
    true,
    `the body in ${coding} and the plain one have unlike tags`,
    { at: 'big', with: { 'accept-encoding': coding } },
    { header: { etag: /./ }, tagUnlike: [''] },
  ]),
  of9110([
    '8.8.3.3',
    false,
    `the tag of the plain body confirms a copy where ${coding} is taken`,
    { at: 'big', with: { 'accept-encoding': coding, 'if-none-match': '{tag:}' } },
    { status: 304 },
  ]),
  {
    ...of9110([
      '',
      false,
      `a copy in another coding is not confirmed as one in ${coding}`,
      { at: 'big', with: { 'accept-encoding': `${coding}, identity;q=0`, 'if-none-match': '{tag:}' } },
      { status: 200, body: 'whole' },
    ]),
    rfc: 9111,
    section: '4.3.4',
    needs: 'codings',
  } satisfies Case,
])

const rows: readonly Row[] = [
  [
    '8.8.3',
    false,
    'a body that may be kept has a tag',
    { at: 'big' },
    { header: { etag: /^(W\/)?"[\x21\x23-\x7e]*"$/ } },
  ],
  ['8.8.3', false, 'a short body has one too', { at: 'small' }, { header: { etag: /^(W\/)?"[\x21\x23-\x7e]*"$/ } }],
  ['8.8.3', false, 'the private body has one too', { at: 'own' }, { header: { etag: /^(W\/)?"[\x21\x23-\x7e]*"$/ } }],
  [
    '8.8.1',
    true,
    'gzip and brotli have unlike tags',
    { at: 'big', with: { 'accept-encoding': 'gzip' } },
    { tagUnlike: ['br'] },
  ],
  [
    '13.1.2',
    true,
    'a 304 of a short body',
    { at: 'small', with: { 'if-none-match': '{tag}' } },
    { status: 304, body: 'none' },
  ],
  [
    '13.1.2',
    true,
    'a 304 of the private body',
    { at: 'own', with: { 'if-none-match': '{tag}' } },
    { status: 304, body: 'none' },
  ],
  [
    '15.4.5',
    true,
    'it repeats Vary and the tag',
    { at: 'own', with: { 'if-none-match': '{tag}' } },
    { status: 304, likeGet: kept },
  ],
  [
    '13.1.3',
    true,
    'If-None-Match goes before If-Modified-Since',
    { at: 'big', with: { 'if-none-match': '"x"', 'if-modified-since': 'Fri, 01 Jan 2100 00:00:00 GMT' } },
    { status: 200 },
  ],
  [
    '13.1.3',
    true,
    'an If-Modified-Since that is no date is passed over',
    { at: 'big', with: { 'if-modified-since': 'tomorrow' } },
    { status: 200 },
  ],
  [
    '13.2.1',
    true,
    'a condition on what is missing stays 404',
    { at: 'missing', with: { 'if-none-match': '*' } },
    { status: 404 },
  ],
  [
    '13.2.1',
    true,
    'a condition on a refused method stays 405',
    { at: 'big', method: 'DELETE', with: { 'if-none-match': '*' } },
    { status: [404, 405] },
  ],
  [
    '13.1.5',
    true,
    'If-Range without Range is passed over',
    { at: 'big', with: { 'if-range': '"x"' } },
    { status: 200, body: 'whole' },
  ],
  [
    '14.2',
    true,
    'a Range of an unknown unit is passed over',
    { at: 'big', with: { range: 'racks=0-1', 'accept-encoding': '' } },
    { status: 200, body: 'whole' },
  ],
  [
    '14.2',
    true,
    'a Range of bytes gives all or that part',
    { at: 'big', with: { range: 'bytes=0-1', 'accept-encoding': '' } },
    { status: [200, 206] },
  ],
  ['9.3.2', true, 'HEAD of a short body has none', { at: 'small', method: 'HEAD' }, { status: 200, body: 'none' }],
  [
    '9.3.2',
    true,
    'HEAD of what is missing has no body',
    { at: 'missing', method: 'HEAD' },
    { status: 404, body: 'none' },
  ],
  [
    '9.3.2',
    false,
    'HEAD of what is missing tells what GET tells',
    { at: 'missing', method: 'HEAD' },
    { status: 404, likeGet: ['content-type', 'vary', 'cache-control'] },
  ],
]

/** A page of another origin must be able to read a 304 as it read the body: not of an RFC, but of the web. */
const origins: readonly Case[] = (['200', '304'] as const).map((status) =>
  of9110([
    '15.4.5',
    true,
    `another origin may read the ${status}`,
    { at: 'big', with: { origin: 'https://club.example', ...(status === '304' ? { 'if-none-match': '{tag}' } : {}) } },
    { status: Number(status), header: { 'access-control-allow-origin': /./ } },
  ]),
)

export const conditions: readonly Case[] = [...matchCases, ...perCoding, ...unlike, ...rows.map(of9110), ...origins]
