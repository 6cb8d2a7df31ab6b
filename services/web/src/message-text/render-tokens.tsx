import type { Token } from 'markdown-it';
import { createElement, type ElementType, Fragment, type ReactNode } from 'react';
import type { Address } from './address.ts';
import { AddressLink } from './address-link.tsx';
import { CodeBlock } from './code-block.tsx';
import { ADDRESS_TOKEN_TYPE } from './consume-address.ts';
import { getElementType } from './element-type.ts';
import { type MentionedPerson, splitMentions } from './split-mentions.ts';

interface UnclosedElement {
  readonly type: ElementType;
  readonly props: object;
  readonly children: ReactNode[];
}

/**
 * Returns React elements for Markdown tokens. HTML in the message text is shown as text, never rendered. Mentions of
 * the given people are highlighted, except in code and addresses.
 */
export function renderTokens(tokens: readonly Token[], mentioned: readonly MentionedPerson[]): ReactNode {
  const rootElement: UnclosedElement = { type: Fragment, props: {}, children: [] };
  const unclosedElements = [rootElement];
  for (const token of tokens) {
    const parentElement = unclosedElements.at(-1) ?? rootElement;
    if (token.nesting === 1) {
      unclosedElements.push({ type: getElementType(token), props: getElementProps(token), children: [] });
    } else if (token.nesting === -1 && unclosedElements.length > 1) {
      unclosedElements.pop();
      (unclosedElements.at(-1) ?? rootElement).children.push(
        createElement(parentElement.type, parentElement.props, ...parentElement.children),
      );
    } else {
      parentElement.children.push(renderLeafToken(token, mentioned));
    }
  }
  return createElement(Fragment, null, ...rootElement.children);
}

function getElementProps(token: Token): object {
  if (token.type !== 'ordered_list_open') return {};
  const firstListNumber = Number(token.attrGet('start') ?? 1);
  // Reserve space for the numbers in the list, based on the number of digits in the first number.
  return { start: firstListNumber, style: { '--digits': String(firstListNumber).length } };
}

function renderLeafToken(token: Token, mentioned: readonly MentionedPerson[]): ReactNode {
  switch (token.type) {
    case 'inline':
      return renderTokens(token.children ?? [], mentioned);
    case 'fence':
      return <CodeBlock code={token.content.replace(/\n$/, '')} />;
    case 'code_inline':
      return (
        <code className="code-inline" dir="auto">
          {token.content}
        </code>
      );
    case ADDRESS_TOKEN_TYPE:
      return <AddressLink written={token.content} address={token.meta?.address as Address} />;
    default:
      return renderText(token.content, mentioned);
  }
}

function renderText(text: string, mentioned: readonly MentionedPerson[]): ReactNode {
  const renderedParts = splitMentions(text, mentioned).map((part) =>
    typeof part === 'string' ? (
      part
    ) : (
      <mark className={part.isMe ? 'mention mention-me' : 'mention'}>{part.text}</mark>
    ),
  );
  return createElement(Fragment, null, ...renderedParts);
}
