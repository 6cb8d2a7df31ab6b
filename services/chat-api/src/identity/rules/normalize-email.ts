/** One spelling for each address: e-mails are stored and compared without case and surrounding space. */
export const normalizeEmail = (email: string): string => email.trim().toLowerCase();
