const CREDENTIALS = /(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@"']+@/gi;

/** The text with the user and password of every URL in it replaced by `***`. */
export const redactUrl = (text: string): string => text.replace(CREDENTIALS, '$1***@');
