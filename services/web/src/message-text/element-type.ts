import type { Token } from 'markdown-it';
import { type ElementType, Fragment } from 'react';

/**
 * The HTML elements that represent the formatting of a message, keyed by HTML tag. Other tags are left out, and only
 * the text inside them is shown.
 */
const ELEMENT_TYPE_BY_TAG: Readonly<Record<string, ElementType>> = {
  p: 'p',
  blockquote: 'blockquote',
  ul: 'ul',
  ol: 'ol',
  li: 'li',
  strong: 'strong',
  em: 'em',
  s: 's',
};

/**
 * Returns the element type for a token. In a list without blank lines, paragraphs become `span` elements, because `p`
 * elements would add space.
 */
export const getElementType = (token: Token): ElementType =>
  token.hidden ? 'span' : (ELEMENT_TYPE_BY_TAG[token.tag] ?? Fragment);
