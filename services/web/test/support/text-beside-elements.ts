import { parseSync } from 'vite';

/** A node of the syntax tree. Only the fields that this file uses have specific types. */
interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly [field: string]: unknown;
}

/** Names of variables and props that contain React elements, never plain text. */
const NAMES_OF_ELEMENTS = new Set(['children', 'header', 'button', 'deliveryIcon', 'dialog', 'status']);

/**
 * Returns the locations, as `file:line`, of elements that contain text beside other elements or beside conditional
 * text. A page translator wraps each text node in a new element. React throws an error if it later inserts or removes a
 * child beside that text. An element that contains only text is safe.
 */
export function findTextBesideElements(file: string, source: string): string[] {
  const textLocations: string[] = [];
  const visitNode = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) visitNode(item);
    if (!isSyntaxNode(value)) return;
    if (value.type === 'JSXElement' || value.type === 'JSXFragment') {
      const renderedChildren = (value.children as SyntaxNode[]).filter(isRendered);
      if (
        renderedChildren.length > 1 &&
        renderedChildren.some(mayBeText) &&
        !renderedChildren.every(isAlwaysText)
      ) {
        const lineNumber = source.slice(0, value.start).split('\n').length;
        textLocations.push(`${file}:${lineNumber}`);
      }
    }
    for (const field of Object.values(value)) visitNode(field);
  };
  visitNode(parseSync(file, source).program);
  return textLocations;
}

const isSyntaxNode = (value: unknown): value is SyntaxNode =>
  typeof value === 'object' && value !== null && typeof (value as SyntaxNode).type === 'string';

const getExpression = (child: SyntaxNode): SyntaxNode => child.expression as SyntaxNode;

/** Returns whether React renders the child. React skips comments and whitespace that contains a line break. */
function isRendered(child: SyntaxNode): boolean {
  if (child.type === 'JSXText')
    return !/^\s*$/.test(child.value as string) || !(child.value as string).includes('\n');
  return child.type !== 'JSXExpressionContainer' || getExpression(child).type !== 'JSXEmptyExpression';
}

const isMapCall = ({ callee }: SyntaxNode): boolean =>
  ((callee as SyntaxNode).property as SyntaxNode | undefined)?.name === 'map';

/** Returns whether the child always renders as exactly one text node. */
function isAlwaysText(child: SyntaxNode): boolean {
  const renderedNode = child.type === 'JSXExpressionContainer' ? getExpression(child) : child;
  if (renderedNode.type === 'ConditionalExpression') {
    return (
      isAlwaysText(renderedNode.consequent as SyntaxNode) &&
      isAlwaysText(renderedNode.alternate as SyntaxNode)
    );
  }
  return renderedNode.type !== 'LogicalExpression' && renderedNode.type !== 'Literal'
    ? mayBeText(renderedNode)
    : renderedNode.value !== null;
}

function mayBeText(node: SyntaxNode): boolean {
  switch (node.type) {
    case 'JSXText':
    case 'TemplateLiteral':
    case 'MemberExpression':
      return true;
    case 'Identifier':
      return !NAMES_OF_ELEMENTS.has(node.name as string);
    case 'CallExpression':
      return !isMapCall(node) && mayBeText(node.callee as SyntaxNode);
    case 'JSXExpressionContainer':
      return mayBeText(getExpression(node));
    case 'ConditionalExpression':
      return mayBeText(node.consequent as SyntaxNode) || mayBeText(node.alternate as SyntaxNode);
    case 'LogicalExpression':
      return (
        mayBeText(node.right as SyntaxNode) || (node.operator !== '&&' && mayBeText(node.left as SyntaxNode))
      );
    case 'Literal':
      return typeof node.value === 'string' || typeof node.value === 'number';
    default:
      return false;
  }
}
