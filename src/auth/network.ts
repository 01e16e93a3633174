/** The network of an address, which says where somebody was without saying who: /24 of IPv4, /48 of IPv6. */
import { isIPv4 } from 'node:net'
import { addressKey } from './rate-limit.ts'

/** `192.0.2.0/24`, `2001:db8:1::/48`; what is no address stays as it is. */
export function networkOf(address: string): string {
  const key = addressKey(address)
  return isIPv4(key) ? key.replace(/\d+$/, '0/24') : key
}
