/** Returns the form in which emails are stored and compared: lower case, without surrounding whitespace. */
export const normalizeEmail = (email: string): string => email.trim().toLowerCase();
