import ts from 'typescript';
import { lineOf, type Rule, type Source, type Violation, violation, walk } from '../source.js';
import { BOUNDS, DATA_FOLDERS, RAISED_BOUNDS } from '../units.js';

const QUESTION = 'or record a decision in docs/decisions and raise the bound in test/architecture/units.ts.';
const TEST_BLOCKS = new Set(['describe', 'it', 'test', 'beforeAll', 'beforeEach', 'afterAll', 'afterEach']);

function boundOf(source: Source, bound: keyof typeof BOUNDS): number {
  return RAISED_BOUNDS.find((raised) => raised.file === source.path && raised.bound === bound)?.to ?? BOUNDS[bound];
}

export const filesAreShort: Rule = (source) => {
  if (DATA_FOLDERS.some((folder) => source.path.startsWith(folder))) return [];
  const lines = source.text.replace(/\n$/, '').split('\n').length;
  const bound = boundOf(source, 'fileLines');
  if (lines <= bound) return [];
  const message = `The file has ${lines} lines, the bound is ${bound}. Does it hold two things? Give each its file, ${QUESTION}`;
  return [violation(source, 0, message)];
};

/** The leftmost name of `describe.each(rows)('...', ...)`. */
function rootName(expression: ts.Expression): string | undefined {
  if (ts.isIdentifier(expression)) return expression.text;
  if (ts.isPropertyAccessExpression(expression) || ts.isCallExpression(expression))
    return rootName(expression.expression);
  return ts.isTaggedTemplateExpression(expression) ? rootName(expression.tag) : undefined;
}

function isTestBlock(node: ts.Node): boolean {
  const { parent } = node;
  return (
    ts.isCallExpression(parent) && parent.expression !== node && TEST_BLOCKS.has(rootName(parent.expression) ?? '')
  );
}

function nameOf(node: ts.FunctionLikeDeclaration): string {
  if (ts.isConstructorDeclaration(node)) return 'The constructor';
  const named = node.name ?? (ts.isVariableDeclaration(node.parent) ? node.parent.name : undefined);
  return named ? `The function ${named.getText()}` : 'A function';
}

function checkLength(source: Source, node: ts.FunctionLikeDeclaration): Violation[] {
  if (!node.body || (source.isSpec && isTestBlock(node))) return [];
  const lines = lineOf(source, node.getEnd()) - lineOf(source, node.getStart(source.tree)) + 1;
  const bound = boundOf(source, 'functionLines');
  if (lines <= bound) return [];
  const message = `${nameOf(node)} has ${lines} lines, the bound is ${bound}. Name its steps and make them functions, ${QUESTION}`;
  return [violation(source, node, message)];
}

function isFunctionWithBody(node: ts.Node): node is ts.FunctionLikeDeclaration {
  return ts.isFunctionLike(node) && 'body' in node;
}

export const functionsAreShort: Rule = (source) =>
  [...walk(source.tree)].filter(isFunctionWithBody).flatMap((node) => checkLength(source, node));

export const constructorsAreNarrow: Rule = (source) => {
  const bound = boundOf(source, 'constructorDependencies');
  return [...walk(source.tree)].flatMap((node) => {
    if (!ts.isConstructorDeclaration(node) || node.parameters.length <= bound) return [];
    const count = `The constructor takes ${node.parameters.length} dependencies, the bound is ${bound}.`;
    return [violation(source, node, `${count} Does the class do two things? Split it by use case, ${QUESTION}`)];
  });
};
