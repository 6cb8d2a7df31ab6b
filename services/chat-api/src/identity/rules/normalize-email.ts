/** Returns the form in which emails are stored and compared: lower case, in NFC, without surrounding whitespace. */
export const normalizeEmail = (email: string): string => email.trim().toLowerCase().normalize('NFC');
