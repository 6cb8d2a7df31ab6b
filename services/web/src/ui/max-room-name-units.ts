import { LIMITS } from '@kcs/contracts';

/**
 * The maximum length of a room name in a text field. Browsers count UTF-16 code units, of which a code point has up to
 * two. The server applies the exact limit.
 */
export const MAX_ROOM_NAME_UNITS = 2 * LIMITS.ROOM_NAME_CODE_POINTS;
