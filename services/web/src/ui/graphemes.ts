// Browsers before Firefox 125 have no segmenter.
const segmenter = 'Segmenter' in Intl ? new Intl.Segmenter() : undefined;

/** Returns the characters of a text as a person sees them. Old browsers get the code points instead. */
export const graphemesOf = (text: string): readonly string[] =>
  segmenter ? Array.from(segmenter.segment(text), ({ segment }) => segment) : [...text];
