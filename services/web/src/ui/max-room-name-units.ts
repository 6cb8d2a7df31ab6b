import { LIMITS } from '@kcs/contracts';

/**
 * The maximum length of a room name in a text field, in UTF-16 code units, because browsers count those. A code point
 * has up to two code units. The server enforces the exact limit, which is in code points.
 */
export const MAX_ROOM_NAME_CODE_UNITS = 2 * LIMITS.ROOM_NAME_CODE_POINTS;
