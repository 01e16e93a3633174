/** The table put together. */
import { caches } from './caches.ts'
import type { Case } from './case.ts'
import { conditions } from './conditions.ts'
import { dictionaries } from './dictionaries.ts'
import { formats } from './formats.ts'
import { methods } from './methods.ts'
import { negotiation } from './negotiation.ts'

/** Every case, in the order of its subjects; titles are unique within a section. */
export const table: readonly Case[] = [
  ...negotiation,
  ...conditions,
  ...methods,
  ...caches,
  ...formats,
  ...dictionaries,
]
