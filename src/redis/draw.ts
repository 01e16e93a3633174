/**
 * Drawing units from a leaky bucket (GCRA): the bucket is one number, the moment at which it will be empty.
 * Here twice, as the script that Redis runs by its own clock, and as the function that its twin in memory runs.
 */
import type { Bucket, Drawn, Units } from './port.ts'

/** KEYS: the bucket. ARGV: step, depth, wanted, unused, held if it is not known here. Times are microseconds. */
export const drawScript = `
local step, depth = tonumber(ARGV[1]), tonumber(ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local known = redis.call('GET', KEYS[1])
local empty = known and tonumber(known) or now + tonumber(ARGV[5])
empty = math.max(now, math.min(empty, now + depth) - ARGV[4] * step)
local free = math.floor((now + depth - empty) / step)
local units = math.max(0, math.min(tonumber(ARGV[3]), free))
empty = empty + units * step
if empty > now then
  redis.call('SET', KEYS[1], string.format('%.0f', empty), 'PX', math.ceil((empty - now) / 1000))
elseif known then
  redis.call('DEL', KEYS[1])
end
return { units, empty - now }`

/** The same over the moment at which the bucket is empty, or null where that is not known. */
export function drawFrom(known: number | null, now: number, bucket: Bucket, asked: Units): Drawn {
  const { stepUs, depthUs } = bucket
  const empty = Math.max(now, Math.min(known ?? now + asked.heldUs, now + depthUs) - asked.unused * stepUs)
  const free = Math.floor((now + depthUs - empty) / stepUs)
  const units = Math.max(0, Math.min(asked.wanted, free))
  return { units, heldUs: empty + units * stepUs - now }
}
