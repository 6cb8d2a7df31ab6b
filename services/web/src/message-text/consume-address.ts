import type { StateInline } from 'markdown-it';
import type { Address } from './address.ts';
import { findAddresses } from './find-addresses.ts';

/**
 * The type of the Markdown token that represents an address. The token's `content` is the address as written, and its
 * `meta` is the `Address`.
 */
export const ADDRESS_TOKEN_TYPE = 'address';

const addressesByParserState = new WeakMap<StateInline, ReadonlyMap<number, Address>>();

/** Returns the addresses in the text that is being parsed, keyed by start offset. */
export function findAddressesIn(state: StateInline): ReadonlyMap<number, Address> {
  let addressByStart = addressesByParserState.get(state);
  if (addressByStart === undefined) {
    addressByStart = new Map(findAddresses(state.src).map((address) => [address.start, address]));
    addressesByParserState.set(state, addressByStart);
  }
  return addressByStart;
}

/** Turns each address into a single token, so that Markdown marks inside the address remain part of the address. */
export function consumeAddress(state: StateInline, silent: boolean): boolean {
  const address = findAddressesIn(state).get(state.pos);
  if (address === undefined || address.end > state.posMax) return false;
  if (!silent) {
    const addressToken = state.push(ADDRESS_TOKEN_TYPE, 'a', 0);
    addressToken.content = state.src.slice(address.start, address.end);
    addressToken.meta = { address };
  }
  state.pos = address.end;
  return true;
}
