/** The headers that determine how a document is read. Their names are in lowercase. */
const DOCUMENT_HEADERS = [
  'content-type',
  'ce-specversion',
  'ce-id',
  'ce-type',
  'nats-msg-id',
  'idempotency-key',
] as const;

export type DocumentHeaders = { readonly [name in (typeof DOCUMENT_HEADERS)[number]]?: string | undefined };

/**
 * Returns the headers that determine how a document is read. `readHeader` returns the value of the header with the
 * given name.
 */
export function pickDocumentHeaders(readHeader: (name: string) => string | undefined): DocumentHeaders {
  const entries = DOCUMENT_HEADERS.map((name) => [name, readHeader(name) || undefined] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}
