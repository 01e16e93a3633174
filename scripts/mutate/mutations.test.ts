import { expect, test } from 'bun:test'
import { mutated, mutationsOf, nameOf } from './mutations.ts'

const becomes = (text: string) => mutationsOf('src/engine/a.ts', text).map(({ mutation }) => mutation)

test.each([
  ['a comparison', 'f(a < b)', ['comparison: f((a <= b))']],
  ['an equality', 'f(a === b)', ['comparison: f((a !== b))']],
  ['arithmetic', 'f(a + b)', ['arithmetic: f((a - b))']],
  ['an assignment', 'a += b', ['arithmetic: a -= b']],
  ['a step', 'a++', ['arithmetic: a--']],
  ['logic', 'f(a && b)', ['logic: f((a || b))']],
  ['a default', 'f(a ?? b)', ['logic: f((a && b))']],
  ['a not', 'f(!a)', ['logic: f(a)']],
  ['a truth', 'f(true)', ['constant: f(false)']],
  ['a number', 'f(2)', ['constant: f(3)', 'constant: f(1)']],
  ['nought', 'f(0)', ['constant: f(1)']],
  ['a method', 'f(a.some)', ['method: f(a.every)']],
  ['branches', 'f(a ? b : c)', ['branches swapped: f((a ? c : b))']],
  [
    'a member beside a spread',
    'f({ ...a, b, c })',
    ['member removed: f({ ...a, c })', 'member removed: f({ ...a, b })'],
  ],
])('%s is made wrong', (_, text, expected) => {
  expect(becomes(text).filter((one) => !one.startsWith('statement'))).toEqual(expected)
})

test('a guard is taken away or turned around', () => {
  expect(becomes('function f() {\n  if (a) return b\n}')).toEqual([
    'guard removed: ;',
    'condition negated: if (!(a)) return b',
  ])
})

test('a statement is taken away, but no assertion', () => {
  expect(becomes('f(a)\nassert(a, b)')).toEqual(['statement removed: ;'])
})

test('types, texts, plain objects and the figure of a sign stay', () => {
  expect(becomes('const a = b[c.get(d) && -1]')).toEqual(['logic: const a = b[(c.get(d) || -1)]'])
  expect(becomes('const a = b ? -1 : 1')).toEqual(['branches swapped: const a = (b ? 1 : -1)'])
  expect(becomes("type A = 1 | true\nconst b = 'x' + a\nconst c = { d, e }")).toEqual([])
})

test('a mutation is known by its file, its line and what becomes of it, never by a number of a line', () => {
  const text = 'const a = b < c\n'
  const [here] = mutationsOf('src/engine/a.ts', text)
  const [below] = mutationsOf('src/engine/a.ts', `\n\n${text}`)
  if (here === undefined || below === undefined) throw new Error('there is one')

  expect(nameOf(below)).toBe(nameOf(here))
  expect([here.at, below.at]).toEqual([1, 3])
  expect(mutated(text, here)).toBe('const a = (b <= c)\n')
})

test('equal names in one file are numbered', () => {
  expect(becomes('const a = b < c\nconst a = b < c')).toEqual([
    'comparison: const a = (b <= c)',
    'comparison: const a = (b <= c) (2)',
  ])
})
