/**
 * Returns whether the text can be a domain. Returns false if the text is the end of one sentence and the beginning of
 * the next without a space between them, as in `Done.It works`.
 */
export function looksLikeDomain(raw: string): boolean {
  if (/^www\./i.test(raw)) return true;
  const host = raw.split(/[/:?#]/, 1)[0] ?? '';
  const topLevelDomain = host.slice(host.lastIndexOf('.') + 1);
  return topLevelDomain === topLevelDomain.toLowerCase() || topLevelDomain === topLevelDomain.toUpperCase();
}
