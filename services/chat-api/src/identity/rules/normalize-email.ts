/**
 * Returns the email in lowercase and NFC, without surrounding whitespace. Emails are stored and compared in this form.
 */
export const normalizeEmail = (email: string): string => email.trim().toLowerCase().normalize('NFC');
