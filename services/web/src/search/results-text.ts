import type { PaletteSection } from './palette-option.ts';

/** Returns a text for screen readers that says how many results each section has and why any search failed. */
export function describeResults(sections: readonly PaletteSection[]): string {
  if (sections.length === 0) return 'Nothing found.';
  return sections
    .map(({ heading, options, problem }) => {
      const resultCount = options.filter(({ kind }) => kind !== 'more').length;
      const hasMoreResults = resultCount < options.length && problem === null;
      return `${heading}: ${resultCount}${hasMoreResults ? ' or more' : ''}.${problem ? ` ${problem}` : ''}`;
    })
    .join(' ');
}
