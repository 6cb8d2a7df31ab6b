import { parseSync } from 'vite';

/** A node of the syntax tree. Only the fields that the search uses are typed. */
interface Node {
  readonly type: string;
  readonly start: number;
  readonly [field: string]: unknown;
}

/** Names of values that hold elements, never a bare text. */
const ELEMENT_SLOTS = new Set(['children', 'header', 'button', 'deliveryIcon', 'status']);

/**
 * Returns the places, as `file:line`, where text stands beside elements, or beside text that comes and goes. A page
 * translator moves each text node into an element of its own. React then fails when it inserts or removes a child beside
 * the text. An element that contains only text is safe.
 */
export function textBesideElements(file: string, source: string): string[] {
  const found: string[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) visit(item);
    if (!isNode(value)) return;
    if (value.type === 'JSXElement' || value.type === 'JSXFragment') {
      const children = (value.children as Node[]).filter(isRendered);
      if (children.length > 1 && children.some(mayBeText) && !children.every(isAlwaysText)) {
        const line = source.slice(0, value.start).split('\n').length;
        found.push(`${file}:${line}`);
      }
    }
    for (const field of Object.values(value)) visit(field);
  };
  visit(parseSync(file, source).program);
  return found;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

const expressionOf = (child: Node): Node => child.expression as Node;

/** Returns whether React renders the child. It ignores comments, and white space that contains a line break. */
function isRendered(child: Node): boolean {
  if (child.type === 'JSXText')
    return !/^\s*$/.test(child.value as string) || !(child.value as string).includes('\n');
  return child.type !== 'JSXExpressionContainer' || expressionOf(child).type !== 'JSXEmptyExpression';
}

const isMapCall = ({ callee }: Node): boolean =>
  ((callee as Node).property as Node | undefined)?.name === 'map';

/** Returns whether the child is exactly one text each time. */
function isAlwaysText(child: Node): boolean {
  const node = child.type === 'JSXExpressionContainer' ? expressionOf(child) : child;
  if (node.type === 'ConditionalExpression') {
    return isAlwaysText(node.consequent as Node) && isAlwaysText(node.alternate as Node);
  }
  return node.type !== 'LogicalExpression' && node.type !== 'Literal' ? mayBeText(node) : node.value !== null;
}

function mayBeText(node: Node): boolean {
  switch (node.type) {
    case 'JSXText':
    case 'TemplateLiteral':
    case 'MemberExpression':
      return true;
    case 'Identifier':
      return !ELEMENT_SLOTS.has(node.name as string);
    case 'CallExpression':
      return !isMapCall(node) && mayBeText(node.callee as Node);
    case 'JSXExpressionContainer':
      return mayBeText(expressionOf(node));
    case 'ConditionalExpression':
      return mayBeText(node.consequent as Node) || mayBeText(node.alternate as Node);
    case 'LogicalExpression':
      return mayBeText(node.right as Node) || (node.operator !== '&&' && mayBeText(node.left as Node));
    case 'Literal':
      return typeof node.value === 'string' || typeof node.value === 'number';
    default:
      return false;
  }
}
