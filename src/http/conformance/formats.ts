/** RFC 9211 (Cache-Status), 9457 (problems) and 8288 (links): headers and bodies that have a format of their own. */
import type { Case, Feature, Want } from './case.ts'

type Row = readonly [section: string, isDemanded: boolean, title: string, ask: Case['ask'], want: Want]
const group = (rfc: number, needs: Feature, rows: readonly Row[]): Case[] =>
  rows.map(([section, isDemanded, title, ask, want]) => ({ rfc, needs, section, isDemanded, title, ask, want }))

// A list of tokens with parameters (RFC 8941): a name, then members that are bare or have a value.
const member = String.raw`[a-z*][\w*.:/-]*(; ?[a-z*][\w.*-]*(=([a-z*][\w*.:/-]*|-?\d+|"[^"]*"))?)*`
const list = new RegExp(`^${member}(, ?${member})*$`, 'i')

const status = group(9211, 'cache status', [
  ['2', true, 'a kept body tells where it came from', { at: 'big' }, { header: { 'cache-status': list } }],
  ['2', true, 'so does the private one', { at: 'own' }, { header: { 'cache-status': list } }],
  [
    '2',
    true,
    'so does a 304',
    { at: 'big', with: { 'if-none-match': '{tag}' } },
    { status: 304, header: { 'cache-status': list } },
  ],
  ['2', true, 'so does HEAD', { at: 'big', method: 'HEAD' }, { header: { 'cache-status': list } }],
  [
    '2.1',
    true,
    'hit and fwd exclude each other',
    { at: 'big' },
    { header: { 'cache-status': /^(?!.*hit.*fwd=)(?!.*fwd=.*hit)/ } },
  ],
  ['2.1', false, 'the second read is a hit', { at: 'big' }, { header: { 'cache-status': /; hit/ } }],
  [
    '2.2',
    true,
    'fwd is one of the registered reasons',
    { at: 'list' },
    { header: { 'cache-status': /fwd=(bypass|method|uri-miss|vary-miss|miss|request|stale|partial)\b|; hit/ } },
  ],
  ['2.4', true, 'ttl is a whole number', { at: 'big' }, { header: { 'cache-status': /^(?!.*ttl=(?!-?\d+(;|,|$)))/ } }],
  ['2.7', false, 'the key is not told', { at: 'big' }, { header: { 'cache-status': /^(?!.*; ?key=)/ } }],
  ['6', false, 'the private body tells no key either', { at: 'own' }, { header: { 'cache-status': /^(?!.*; ?key=)/ } }],
])

const isProblem = { 'content-type': /^application\/problem\+json/ }
const problems = group(9457, 'problems', [
  ['3', true, 'an unknown address is a problem', { at: 'nowhere' }, { status: 404, header: isProblem, body: 'json' }],
  ['3', true, 'a missing thing is a problem', { at: 'missing' }, { status: 404, header: isProblem, body: 'json' }],
  [
    '3',
    true,
    'a wrong method is a problem',
    { at: 'big', method: 'DELETE' },
    { status: 405, header: isProblem, body: 'json' },
  ],
  [
    '3',
    true,
    'a malformed body is a problem',
    { at: 'write', body: '{' },
    { status: 400, header: isProblem, body: 'json' },
  ],
  [
    '3',
    true,
    'a foreign media type is a problem',
    { at: 'write', with: { 'content-type': 'text/plain' } },
    { status: 415, header: isProblem, body: 'json' },
  ],
  [
    '3',
    true,
    'a coded request body is a problem',
    { at: 'write', with: { 'content-encoding': 'br' } },
    { status: 415, header: isProblem, body: 'json' },
  ],
  [
    '3',
    true,
    'no coding that is taken is a problem',
    { at: 'big', with: { 'accept-encoding': '*;q=0' } },
    { status: 406, header: isProblem, body: 'json' },
  ],
  [
    '3',
    true,
    'no token is a problem',
    { at: 'own', with: { authorization: '' } },
    { status: 401, header: isProblem, body: 'json' },
  ],
  [
    '3',
    true,
    'a giant Accept-Encoding is a problem',
    { at: 'big', with: { 'accept-encoding': 'gzip,'.repeat(300) } },
    { status: 400, header: isProblem, body: 'json' },
  ],
  [
    '3',
    true,
    'a giant If-None-Match is a problem',
    { at: 'big', with: { 'if-none-match': '"v1",'.repeat(1000) } },
    { status: 400, header: isProblem, body: 'json' },
  ],
  [
    '3',
    true,
    'HEAD of a problem has no body',
    { at: 'nowhere', method: 'HEAD' },
    { status: 404, header: isProblem, body: 'none' },
  ],
  ['5', true, 'a problem is not kept', { at: 'nowhere' }, { header: { 'cache-control': /no-store/ } }],
])

const link = /^<[^<>]+>; rel="[a-z]+"(, <[^<>]+>; rel="[a-z]+")*$/
const links = group(8288, 'links', [
  ['3', true, 'a list links to its pages', { at: 'list' }, { header: { link } }],
  ['3.3', true, 'each link has a relation', { at: 'list' }, { header: { link: /rel="first"/ } }],
  ['3.3', false, 'a page with more behind it links to the next', { at: 'list' }, { header: { link: /rel="next"/ } }],
  ['3.3', true, 'a first page links to none before it', { at: 'list' }, { header: { link: /^(?!.*rel="prev")/ } }],
  ['3.1', true, 'links are addresses of this host', { at: 'list' }, { header: { link: /^<\// } }],
  ['3', true, 'HEAD of a list links too', { at: 'list', method: 'HEAD' }, { header: { link }, likeGet: ['link'] }],
])

const lists: Case[] = (['', 'gzip', 'br', 'zstd'] as const).flatMap((coding) => [
  {
    rfc: 9110,
    section: '13.1.2',
    isDemanded: true,
    needs: 'lists',
    title: `a list that has not changed is 304 in ${coding || 'no coding'}`,
    ask: { at: 'list', with: { 'accept-encoding': coding, 'if-none-match': '{tag}' } },
    want: { status: 304, body: 'none', likeGet: ['etag', 'vary', 'cache-control'] },
  },
  {
    rfc: 9110,
    section: '12.5.3',
    isDemanded: true,
    needs: 'lists',
    title: `a list reads the same in ${coding || 'no coding'}`,
    ask: { at: 'list', with: { 'accept-encoding': coding } },
    want: { status: 200, body: 'whole', coding: [coding || 'identity'] },
  },
])

export const formats: readonly Case[] = [...status, ...problems, ...links, ...lists]
