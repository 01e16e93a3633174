import { expect, test } from 'bun:test'
import { AppError } from '../errors.ts'
import { codeOf, constraintOf, isAway, isRepeatable, toFailure } from './failures.ts'

const postgresError = (code: string, more: object = {}) => Object.assign(new Error('secret'), { code, ...more })
const wrapped = (cause: unknown) => new Error('Failed query: select secret', { cause })

test('code and constraint are found behind the wrapper of drizzle', () => {
  const error = wrapped(postgresError('23505', { constraint_name: 'idx_users_email' }))

  expect(codeOf(error)).toBe('23505')
  expect(constraintOf(error)).toBe('idx_users_email')
  expect(constraintOf(new Error('x'))).toBeNull()
  expect(codeOf(null)).toBeNull()
})

const table = [
  ['ECONNREFUSED', 'unavailable'],
  ['CONNECTION_CLOSED', 'unavailable'],
  ['57P01', 'unavailable'],
  ['57P03', 'unavailable'],
  ['08006', 'unavailable'],
  ['57014', 'deadline'],
  ['55P03', 'deadline'],
] as const

test.each(table)('%s is a 503 %s with Retry-After and without a word of the query', (code, problem) => {
  const failure = toFailure(wrapped(postgresError(code)))

  expect(failure).toBeInstanceOf(AppError)
  if (!(failure instanceof AppError)) return
  expect([failure.problem, failure.status, failure.extras.headers]).toEqual([problem, 503, { 'retry-after': '1' }])
  expect(failure.message).not.toContain('secret')
})

test.each(['53100', '53200', '58030'])('%s is a 503 that says there is no room, and no outage', (code) => {
  const error = wrapped(postgresError(code))
  const failure = toFailure(error)

  expect(isAway(error)).toBe(false)
  expect(failure).toBeInstanceOf(AppError)
  if (!(failure instanceof AppError)) return
  expect([failure.status, failure.extras.headers]).toEqual([503, { 'retry-after': '10' }])
  expect(failure.message).toMatch(/no room/)
})

test('refusals and violations stay what they are', () => {
  const refusal = new AppError('not_found', 'x')
  const violation = wrapped(postgresError('23505'))

  expect(toFailure(refusal)).toBe(refusal)
  expect(toFailure(violation)).toBe(violation)
  expect(isRepeatable(violation)).toBe(false)
  expect(isRepeatable(wrapped(postgresError('40P01')))).toBe(true)
})
