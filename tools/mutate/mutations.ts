import ts from 'typescript';

/** One small change to the text of a compiled module. */
export interface Mutation {
  /** Offsets of the text that is replaced, in UTF-16 code units. */
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

const { SyntaxKind } = ts;

const OPERATORS = new Map<ts.SyntaxKind, string>([
  [SyntaxKind.LessThanToken, '<='],
  [SyntaxKind.LessThanEqualsToken, '<'],
  [SyntaxKind.GreaterThanToken, '>='],
  [SyntaxKind.GreaterThanEqualsToken, '>'],
  [SyntaxKind.EqualsEqualsEqualsToken, '!=='],
  [SyntaxKind.ExclamationEqualsEqualsToken, '==='],
  [SyntaxKind.AmpersandAmpersandToken, '||'],
  [SyntaxKind.BarBarToken, '&&'],
  [SyntaxKind.PlusToken, '-'],
  [SyntaxKind.MinusToken, '+'],
  [SyntaxKind.AsteriskToken, '/'],
  [SyntaxKind.SlashToken, '*'],
  [SyntaxKind.PercentToken, '*'],
  [SyntaxKind.LessThanLessThanToken, '>>'],
  [SyntaxKind.GreaterThanGreaterThanToken, '<<'],
  [SyntaxKind.GreaterThanGreaterThanGreaterThanToken, '<<'],
  [SyntaxKind.AmpersandToken, '|'],
  [SyntaxKind.BarToken, '&'],
  [SyntaxKind.PlusEqualsToken, '-='],
  [SyntaxKind.MinusEqualsToken, '+='],
]);

/**
 * All mutations of a compiled module: another operator, a condition turned round, a fallback or a call
 * dropped, a number one higher or lower, the other boolean. Strings stay as they are, and so do the
 * helpers that the TypeScript compiler adds, and lines of the log.
 */
export function mutationsOf(code: string): Mutation[] {
  const source = ts.createSourceFile('module.js', code, ts.ScriptTarget.ES2023, true);
  const mutations: Mutation[] = [];
  const visit = (node: ts.Node): void => {
    if (isSkipped(node)) return;
    for (const replacement of replacementsOf(node)) {
      mutations.push({ start: node.getStart(), end: node.getEnd(), replacement });
    }
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(source, visit);
  return mutations;
}

export function apply(code: string, { start, end, replacement }: Mutation): string {
  return code.slice(0, start) + replacement + code.slice(end);
}

function isSkipped(node: ts.Node): boolean {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return true;
  if (ts.isVariableDeclaration(node)) return node.name.getText().startsWith('__');
  if (!ts.isCallExpression(node)) return false;
  const callee = node.expression.getText();
  return callee.startsWith('__') || /\blog\.(info|warn|error)$/.test(callee);
}

function replacementsOf(node: ts.Node): string[] {
  const text = node.getText();
  if (ts.isBinaryExpression(node)) return binary(node);
  if (ts.isNumericLiteral(node)) return number(Number(node.text));
  if (node.kind === SyntaxKind.TrueKeyword) return ['false'];
  if (node.kind === SyntaxKind.FalseKeyword) return ['true'];
  if (ts.isPrefixUnaryExpression(node)) return unary(node);
  if (ts.isPostfixUnaryExpression(node))
    return [text.endsWith('++') ? text.replace(/\+\+$/, '--') : text.replace(/--$/, '++')];
  if (ts.isExpressionStatement(node)) return dropped(node.expression) ? [';'] : [];
  return isCondition(node) && !ts.isPrefixUnaryExpression(node) ? [`!(${text})`] : [];
}

function binary({ left, operatorToken, right }: ts.BinaryExpression): string[] {
  if (operatorToken.kind === SyntaxKind.QuestionQuestionToken) return [left.getText()];
  const operator = OPERATORS.get(operatorToken.kind);
  if (operator === undefined) return [];
  if (operator === '-' && [left, right].some(isString)) return [];
  return [`${left.getText()} ${operator} ${right.getText()}`];
}

function isString(node: ts.Node): boolean {
  return ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);
}

function number(value: number): string[] {
  return value >= 1 ? [String(value + 1), String(value - 1)] : [String(value + 1)];
}

function unary({ operator, operand }: ts.PrefixUnaryExpression): string[] {
  if (operator === SyntaxKind.PlusPlusToken) return [`--${operand.getText()}`];
  if (operator === SyntaxKind.MinusMinusToken) return [`++${operand.getText()}`];
  if (operator === SyntaxKind.PlusToken || operator === SyntaxKind.TildeToken) return [];
  return [`(${operand.getText()})`];
}

/** A call that stands alone, awaited or not. */
function dropped(expression: ts.Expression): boolean {
  if (ts.isAwaitExpression(expression)) return dropped(expression.expression);
  if (!ts.isCallExpression(expression)) return false;
  return expression.expression.kind !== SyntaxKind.SuperKeyword && !isSkipped(expression);
}

function isCondition(node: ts.Node): boolean {
  const { parent } = node;
  return (
    ((ts.isIfStatement(parent) || ts.isWhileStatement(parent)) && parent.expression === node) ||
    (ts.isConditionalExpression(parent) && parent.condition === node)
  );
}
