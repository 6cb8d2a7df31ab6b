/** Up to the last `@` before the host ends: a password may hold one, or a quote. A double quote ends a JSON string. */
const CREDENTIALS = /(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/?#"]+@/gi;

/** The text with the user and password of every URL in it replaced by `***`. */
export const redactUrl = (text: string): string => text.replace(CREDENTIALS, '$1***@');
