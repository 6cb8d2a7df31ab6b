/**
 * A web address, email address, or telephone number in a text. `start` is the offset of the address's first character
 * in the text, and `end` is the offset after the address's last character.
 */
export interface Address {
  readonly start: number;
  readonly end: number;
  readonly href: string;
  /** The host that the browser will contact. Absent if it is the same as the host in the text. */
  readonly realHost?: string;
}
