import { describe, expect, test } from 'bun:test'
import { check } from './check.ts'
import { treeOf } from './source.ts'

/** Findings of a handful of files, as `path:line rule`. */
function findingsOf(files: Record<string, string>): string[] {
  return check(treeOf(files)).findings.map(({ path, line, rule }) => `${path}:${line} rule ${rule}`)
}

const lines = (count: number, line = 'f()') => `/** Long. */\n${`${line}\n`.repeat(count - 1)}`
const pure = 'src/cache/a.ts'

describe('a bad example of every rule is found', () => {
  test.each([
    // 1
    ['a stray top folder', { 'docs/a.txt': '' }, 'docs/a.txt:0 rule 1'],
    ['a stray top file', { 'notes.txt': '' }, 'notes.txt:0 rule 1'],
    ['Markdown elsewhere', { 'src/README.md': '' }, 'src/README.md:0 rule 1'],
    // 2
    ['a long file', { [pure]: lines(251) }, `${pure}:0 rule 2`],
    ['a long test', { 'src/cache/a.test.ts': lines(401) }, 'src/cache/a.test.ts:0 rule 2'],
    ['a long function', { [pure]: `/** f */\nfunction f() {\n${'g()\n'.repeat(69)}}\n` }, `${pure}:2 rule 2`],
    ['a long line', { [pure]: `\n// ${'x'.repeat(118)}\n` }, `${pure}:2 rule 2`],
    // 3
    ['a forbidden import', { [pure]: "import { a } from '../live/hub.ts'\n" }, `${pure}:1 rule 3`],
    ['a forbidden type import', { [pure]: "import type { A } from '../live/hub.ts'\n" }, `${pure}:1 rule 3`],
    ['a forbidden dynamic import', { [pure]: "\nawait import('../live/hub.ts')\n" }, `${pure}:2 rule 3`],
    ['a forbidden re-export', { [pure]: "f()\nexport { a } from '../live/hub.ts'\n" }, `${pure}:2 rule 3`],
    ['a value where types may pass', { [pure]: "import { a } from '../engine/types.ts'\n" }, `${pure}:1 rule 3`],
    ['base that imports', { 'src/log.ts': "import { a } from './cache/a.ts'\n" }, 'src/log.ts:1 rule 3'],
    ['src that imports a script', { [pure]: "import { a } from '../../scripts/a.ts'\n" }, `${pure}:1 rule 3`],
    [
      'a test that imports a script',
      { 'src/a.test.ts': "import { a } from '../scripts/a.ts'\n" },
      'src/a.test.ts:1 rule 3',
    ],
    [
      'an engine with packages',
      { 'src/engine/types.ts': "import type { A } from 'zod'\n" },
      'src/engine/types.ts:1 rule 3',
    ],
    ['an import without ending', { [pure]: "import { a } from './b'\n" }, `${pure}:1 rule 3`],
    [
      'an import that climbs',
      { 'src/web/a/b/c.ts': "import { a } from '../../../config.ts'\n" },
      'src/web/a/b/c.ts:1 rule 3',
    ],
    ['a barrel', { [pure]: "export { a } from './b.ts'\nexport * from './c.ts'\n" }, `${pure}:0 rule 3`],
    [
      'a cycle of types',
      { [pure]: "import type { B } from './b.ts'\n", 'src/cache/b.ts': "import type { A } from './a.ts'\n" },
      `${pure}:0 rule 3`,
    ],
    // 4
    ['an empty name', { 'src/cache/utils.ts': '' }, 'src/cache/utils.ts:0 rule 4'],
    ['an empty name of a test', { 'src/cache/index.test.ts': '' }, 'src/cache/index.test.ts:0 rule 4'],
    // 6
    ['a stray environment', { [pure]: 'f(process.env.HOME)\n' }, `${pure}:1 rule 6`],
    ['a stray Bun environment', { [pure]: "f(Bun.env['HOME'])\n" }, `${pure}:1 rule 6`],
    ['a stray import.meta.env', { [pure]: 'f(import.meta.env)\n' }, `${pure}:1 rule 6`],
    ['a stray exit', { [pure]: 'process.exit(1)\n' }, `${pure}:1 rule 6`],
    ['a console', { [pure]: "console.log('x')\n" }, `${pure}:1 rule 6`],
    ['a stray fetch', { [pure]: "await fetch('x')\n" }, `${pure}:1 rule 6`],
    ['chance in a test', { 'bench/a.test.ts': 'f(Math.random())\n' }, 'bench/a.test.ts:1 rule 6'],
    // 7
    ['raw SQL', { [pure]: "sql.raw('x')\n" }, `${pure}:1 rule 7`],
    ['an identifier in SQL', { [pure]: "sql.identifier('x')\n" }, `${pure}:1 rule 7`],
    ['any', { [pure]: 'f(x as any)\n' }, `${pure}:1 rule 7`],
    ['an enum', { [pure]: 'enum A { B }\n' }, `${pure}:1 rule 7`],
    ['a silenced type error', { [pure]: '// @ts-ignore\nf()\n' }, `${pure}:1 rule 7`],
    ['! on a call', { [pure]: 'f(g()!)\n' }, `${pure}:1 rule 7`],
    ['a default export', { [pure]: 'export default 1\n' }, `${pure}:1 rule 7`],
    ['a parameter property', { [pure]: 'class A { constructor(private a: string) {} }\n' }, `${pure}:1 rule 7`],
    // 9
    ['an empty catch', { [pure]: 'try { f() } catch {}\n' }, `${pure}:1 rule 9`],
    ['a silent handler', { [pure]: 'f().catch(() => {})\n' }, `${pure}:1 rule 9`],
    // 10
    ['no header', { [pure]: 'f()\n'.repeat(41) }, `${pure}:0 rule 10`],
    [
      'no docstring for another folder',
      { [pure]: '\nexport const a = 1\n', 'src/auth/b.ts': "import { a } from '../cache/a.ts'\n" },
      `${pure}:2 rule 10`,
    ],
    // 11
    ['a promise without a test', { [pure]: '// Invariant: a is b.\n' }, `${pure}:1 rule 11`],
    ['a thing to do', { [pure]: '// TODO later\n' }, `${pure}:1 rule 11`],
    // 12
    ['a synonym', { [pure]: 'f({ tenantId: 1 })\n' }, `${pure}:1 rule 12`],
    // 13
    ['an engine file without a test', { 'src/engine/draw.ts': 'export const a = 1\n' }, 'src/engine/draw.ts:0 rule 13'],
    [
      'an engine folder without a test',
      { 'src/engine/draw/a.ts': 'f()\n', 'src/engine/other.test.ts': '' },
      'src/engine/draw/a.ts:0 rule 13',
    ],
    ['only', { 'src/a.test.ts': "test.only('a', f)\n" }, 'src/a.test.ts:1 rule 13'],
    ['skip without an issue', { 'src/a.test.ts': "describe.skip('a', f)\n" }, 'src/a.test.ts:1 rule 13'],
    ['Postgres in a fast test', { 'src/a.test.ts': "import postgres from 'postgres'\n" }, 'src/a.test.ts:1 rule 13'],
    [
      'a browser in a fast test',
      { 'src/a.test.ts': "import { chromium } from 'playwright-core'\n" },
      'src/a.test.ts:1 rule 13',
    ],
  ] as [string, Record<string, string>, string][])('%s', (_, files, finding) => {
    expect(findingsOf(files)).toEqual([finding])
  })

  // 5
  test.each([
    'export async function f() {}',
    'f(new Date())',
    'f(Date.now())',
    'f(Math.random())',
    'f(process.pid)',
    'f(Bun.version)',
    'console.log(1)',
    "throw new Error('x')",
    'setTimeout(f)',
  ])('impure engine: %s', (code) => {
    const found = findingsOf({ 'src/engine/a.ts': `${code}\n`, 'src/engine/a.test.ts': '' })

    expect(found).toContain('src/engine/a.ts:1 rule 5')
  })
})

describe('what the rules allow is left alone', () => {
  test.each([
    ['agreed places', { 'README.md': '', 'bench/README.md': '', '.ci/run': '', '.gitignore': '', LICENSE: '' }],
    ['a file at the limits', { [pure]: lines(250) }],
    ['a long group of tests', { 'src/a.test.ts': `describe('a', () => {\n${'f()\n'.repeat(90)}})\n` }],
    [
      'everybody imports the base',
      { [pure]: "import { a } from '../log.ts'\nimport { b } from '../monitor/metrics.ts'\n" },
    ],
    ['everybody imports types of the engine', { [pure]: "import type { A } from '../engine/types.ts'\n" }],
    ['inline types are types', { [pure]: "import { type A } from '../engine/types.ts'\n" }],
    ['a client and the words of the wire', { 'src/client/a.ts': "import type { A } from '../live/protocol.ts'\n" }],
    [
      'the hash of the engine',
      { 'src/engine/ids.ts': "import { createHash } from 'node:crypto'\n", 'src/engine/ids.test.ts': '' },
    ],
    ['an assert of the engine', { 'src/engine/assert.ts': "throw new Error('x')\n", 'src/engine/assert.test.ts': '' }],
    ['types of the engine', { 'src/engine/types.ts': 'export type A = { readonly Date: 1 }\nexport interface B {}\n' }],
    ['an engine folder with a test of its own', { 'src/engine/draw/a.ts': 'f()\n', 'src/engine/draw/b.test.ts': '' }],
    ['an engine folder with a test of its name', { 'src/engine/draw/a.ts': 'f()\n', 'src/engine/draw.test.ts': '' }],
    ['members with great names', { 'src/engine/a.ts': 'f(x.process, { Date: 1 })\n', 'src/engine/a.test.ts': '' }],
    ['the reader of the environment', { 'src/config.ts': 'f(process.env)\n' }],
    ['main ends the process', { 'src/main.ts': 'process.exit(1)\n' }],
    ['a page calls out', { 'src/web/a.ts': "await fetch('/api')\n" }],
    ['words in texts and comments', { [pure]: "f('any TODO enum console') // console.log, process.env\n" }],
    ['k6 exports by default', { 'load/api.ts': 'export default function () {}\n' }],
    ['a catch that explains itself', { [pure]: 'try { f() } catch {\n  // already gone\n}\n' }],
    ['a TODO with an issue', { [pure]: '// TODO(#12): faster\n' }],
    ['a skip with an issue', { 'src/a.test.ts': "// mended by #12\ntest.skip('a', f)\n" }],
    ['a name that says what it needs', { 'src/a.race.pg.test.ts': "import postgres from 'postgres'\n" }],
    [
      'a promise whose words a test has',
      {
        [pure]: '/**\n * Invariant: no entry is\n * ever `stale`. More.\n */\n',
        'src/cache/a.test.ts': "describe('no entry is ever stale, twice', f)\n",
      },
    ],
    [
      'a type whose members are explained',
      {
        'src/cache/a.ts': 'export interface A {\n  /** In bytes. */\n  readonly size: number\n}\n',
        'src/auth/b.ts': "import type { A } from '../cache/a.ts'\n",
      },
    ],
    [
      'a folder below is the same house',
      { 'src/web/a.ts': 'f()\nexport const a = 1\n', 'src/web/home/b.ts': "import { a } from '../a.ts'\n" },
    ],
    [
      'one docstring for a run of exports',
      {
        'src/cache/a.ts': '/** Sizes. */\nexport type A = 1\nexport type B =\n  | 1\n  | 2\n',
        'src/auth/b.ts': "import type { A, B } from '../cache/a.ts'\n",
      },
    ],
  ] as [string, Record<string, string>][])('%s', (_, files) => {
    expect(findingsOf(files)).toEqual([])
  })
})

describe('an exception', () => {
  test('excuses its line and the next, for its rule, and is counted', () => {
    const { findings, allowed } = check(treeOf({ [pure]: '// tidy-allow 7: a reason\nf(x as any)\n' }))

    expect([findings.length, allowed]).toEqual([0, 1])
  })

  test('needs a reason', () => {
    expect(findingsOf({ [pure]: '// tidy-allow 7:\nf(x as any)\n' })).toEqual([`${pure}:2 rule 7`])
  })

  test('of another rule excuses nothing and is a finding', () => {
    expect(findingsOf({ [pure]: '// tidy-allow 6: a reason\nf(x as any)\n' })).toEqual([
      `${pure}:1 rule 6`,
      `${pure}:2 rule 7`,
    ])
  })

  test('of a rule about whole files may stand anywhere in it', () => {
    expect(findingsOf({ [pure]: `${lines(260)}// tidy-allow 2: one table\n` })).toEqual([])
  })
})
