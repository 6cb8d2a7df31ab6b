/** The number of hash slots of every Redis Cluster. */
export const SLOT_COUNT = 16_384;

/** The polynomial of the CRC16 that Redis Cluster uses (XMODEM). */
const CRC16_POLYNOMIAL = 0x1021;
const CRC16_TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x8000 ? (crc << 1) ^ CRC16_POLYNOMIAL : crc << 1;
  return crc;
});

/**
 * Returns the hash slot that a Redis Cluster gives to a key or a sharded channel. If the key contains a hash tag, such as
 * `{p}`, the tag alone determines the slot, so keys with the same tag are in the same slot.
 */
export function computeKeySlot(key: string): number {
  const tagStart = key.indexOf('{') + 1;
  const tagEnd = tagStart > 0 ? key.indexOf('}', tagStart) : -1;
  const hashedText = tagEnd > tagStart ? key.slice(tagStart, tagEnd) : key;
  let crc = 0;
  for (const byte of Buffer.from(hashedText))
    crc = ((crc << 8) ^ (CRC16_TABLE[((crc >> 8) ^ byte) & 0xff] ?? 0)) & 0xffff;
  return crc % SLOT_COUNT;
}
