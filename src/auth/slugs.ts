/** Slugs: the part of an address that names an org, `corner-pocket`. */

const charsMax = 48

/** A slug made from a name: letters a-z and digits, words joined by hyphens; `org` if nothing is left. */
export function slugOf(name: string): string {
  const plain = name.normalize('NFKD').toLowerCase().replace(/ß/g, 'ss').replace(/\p{M}/gu, '')
  const slug = plain.replace(/[^a-z0-9]+/g, '-').slice(0, charsMax)
  return slug.replace(/^-+|-+$/g, '') || 'org'
}

/** Slugs to try in turn for a new org: the name's own, then numbered, then one that is surely free. */
export function slugsFor(name: string): string[] {
  const slug = slugOf(name)
  const unique = Bun.randomUUIDv7('hex').slice(-12)
  return [slug, `${slug}-2`, `${slug}-3`, `${slug}-4`, `${slug}-${unique}`]
}
