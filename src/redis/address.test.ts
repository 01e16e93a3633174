import { expect, test } from 'bun:test'
import { parseRedisUrl } from './address.ts'

test.each([
  ['redis://localhost', { kind: 'single', isTls: false, place: { host: 'localhost', port: 6379 }, db: 0 }],
  ['redis://10.0.0.1:7000/3', { kind: 'single', isTls: false, place: { host: '10.0.0.1', port: 7000 }, db: 3 }],
  ['redis://[::1]:7000/', { kind: 'single', isTls: false, place: { host: '::1', port: 7000 }, db: 0 }],
  [
    'rediss://ann:p%40ss@cache.example:6380',
    {
      kind: 'single',
      isTls: true,
      place: { host: 'cache.example', port: 6380 },
      db: 0,
      username: 'ann',
      password: 'p@ss',
    },
  ],
  ['redis://:secret@h', { kind: 'single', isTls: false, place: { host: 'h', port: 6379 }, db: 0, password: 'secret' }],
  [
    'redis+sentinel://a:1,b/mymaster/2',
    {
      kind: 'sentinel',
      isTls: false,
      places: [
        { host: 'a', port: 1 },
        { host: 'b', port: 26379 },
      ],
      master: 'mymaster',
      db: 2,
    },
  ],
  [
    'rediss+cluster://:pw@a:1,b:2',
    {
      kind: 'cluster',
      isTls: true,
      password: 'pw',
      places: [
        { host: 'a', port: 1 },
        { host: 'b', port: 2 },
      ],
    },
  ],
])('%s names its servers', (url, address) => {
  expect(parseRedisUrl(url) as unknown).toEqual(address)
})

test.each([
  '',
  'localhost:6379',
  'http://localhost',
  'redis://',
  'redis:///0',
  'redis://a,b',
  'redis://a:0',
  'redis://a:99999',
  'redis://a/x',
  'redis://a/0/1',
  'redis://a b',
  'redis://a?tls=1',
  'redis://%zz@a',
  'redis+sentinel://a',
  'redis+sentinel://a/master/x',
  'redis+cluster://a/0',
  'redis+cluster://a,,b',
  'redis+other://a',
])('%p names none', (url) => {
  expect(parseRedisUrl(url)).toBeNull()
})
