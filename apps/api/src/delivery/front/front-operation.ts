import {
  execute,
  getArgumentValues,
  getVariableValues,
  Kind,
  visit,
  type DocumentNode,
  type ExecutionResult,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';
import type { Keepable } from '#delivery';
import { DELIVERY_LIMITS } from '../../graphql/limits/operation-limits.js';
import { variablesFault } from '../../graphql/limits/variable-limits.js';
import type { AnswerField, AnswerGround } from '../answer-fields.js';

/** Fields of an operation with its fragments written out; one with more is no app's, and not compiled. */
const FIELDS_MAX = 2_000;
/** A compiled operation in memory, roughly. */
const COMPILED_BYTES = 100_000;

type Variables = Readonly<Record<string, unknown>>;
type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;
type Result = ExecutionResult | Promise<ExecutionResult>;
type Run = (ground: AnswerGround, variables: Variables) => Result;

export interface AskedRoot {
  readonly field: AnswerField;
  readonly args: Variables;
}

export interface AskedRoots {
  readonly roots: readonly AskedRoot[];
  /** The values on which it depends what is asked for of them. */
  readonly conditions: readonly unknown[];
}

interface Prepared {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly roots: readonly FieldNode[];
  readonly conditions: readonly string[];
  readonly run: Run;
}

let operations = 0;

/** One operation that was validated, ready to be executed again and again. */
export class FrontOperation implements Keepable {
  wasAsked = false;
  /** Of this operation in this process. */
  readonly id = (operations += 1);
  readonly sizeBytes: number;

  private constructor(private prepared: Prepared | null) {
    this.sizeBytes = COMPILED_BYTES + (prepared?.operation.loc?.source.body.length ?? 0);
  }

  /** Questions may outlive it, many of them, and would keep what is large of it. */
  forget(): void {
    this.prepared = null;
  }

  /** It answers no more, and has to be prepared again. */
  get isForgotten(): boolean {
    return this.prepared === null;
  }

  /**
   * @param document valid, within the limits of the endpoint
   * @returns null: not for the front, but for Apollo: introspection, more than an app would ask for, nothing of ours
   */
  static prepare(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
  ): FrontOperation | null {
    if (operation.operation !== 'query') return null;
    const fragments: Fragments = new Map(
      document.definitions.flatMap((one) => (one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one]] : [])),
    );
    if (fieldCount(operation.selectionSet, fragments) > FIELDS_MAX) return null;
    const roots = rootFields(operation.selectionSet, fragments).filter(({ name }) => name.value !== '__typename');
    if (roots.length === 0 || roots.some(({ name }) => name.value.startsWith('__'))) return null;
    const { hasDirectives, variables } = conditionsOf(document);
    const run = hasDirectives ? interpreted(schema, document, operation) : compiled(schema, document, operation);
    return run && new FrontOperation({ schema, operation, roots, conditions: variables, run });
  }

  /** What is asked for with these variables. @returns null: they are not what the operation takes; Apollo says what is wrong */
  ask(variables: Variables): AskedRoots | null {
    if (this.prepared === null || variablesFault(variables, DELIVERY_LIMITS) !== null) return null;
    const { schema, operation, roots: nodes, conditions } = this.prepared;
    const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
    if (coerced === undefined) return null;
    const fields = schema.getQueryType()!.getFields();
    try {
      const roots = nodes.map((node) => ({
        field: node.name.value as AnswerField,
        args: getArgumentValues(fields[node.name.value]!, node, coerced),
      }));
      return { roots, conditions: conditions.map((name) => coerced[name] ?? null) };
    } catch {
      return null;
    }
  }

  /** @returns null: an error, which Apollo words */
  execute(ground: AnswerGround, variables: Variables): ExecutionResult | null {
    if (this.prepared === null) return null;
    const result = this.prepared.run(ground, variables);
    return 'then' in result || (result.errors?.length ?? 0) > 0 ? null : result;
  }
}

/** graphql-jit is not asked about `@skip` and `@include`: what it makes of fragments under them differs. */
function interpreted(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): Run {
  const operationName = operation.name?.value ?? null;
  return (contextValue, variableValues) =>
    execute({ schema, document, operationName, contextValue, variableValues }) as Result;
}

function compiled(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): Run | null {
  const query = compileQuery(schema, document, operation.name?.value);
  if (!isCompiledQuery(query)) return null;
  return (ground, variables) => query.query({}, ground, { ...variables }) as Result;
}

/** Also those that a directive leaves out: a key that tells too much apart is not wrong. */
function rootFields(set: SelectionSetNode, fragments: Fragments): FieldNode[] {
  return set.selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection];
    const isSpread = selection.kind === Kind.FRAGMENT_SPREAD;
    return rootFields(isSpread ? fragments.get(selection.name.value)!.selectionSet : selection.selectionSet, fragments);
  });
}

/** Validated before: no fragment is inside itself, and each is there. Each is counted once, however often it is spread. */
function fieldCount(set: SelectionSetNode, fragments: Fragments): number {
  const counted = new Map<string, number>();
  const inFragment = (name: string): number => {
    const count = counted.get(name) ?? inSet(fragments.get(name)!.selectionSet);
    counted.set(name, count);
    return count;
  };
  const inSet = (one: SelectionSetNode): number =>
    one.selections.reduce((sum, selection) => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return sum + inFragment(selection.name.value);
      const inside = selection.selectionSet ? inSet(selection.selectionSet) : 0;
      return sum + inside + (selection.kind === Kind.FIELD ? 1 : 0);
    }, 0);
  return inSet(set);
}

function conditionsOf(document: DocumentNode): { hasDirectives: boolean; variables: string[] } {
  let hasDirectives = false;
  const variables = new Set<string>();
  visit(document, {
    Directive(directive) {
      hasDirectives = true;
      visit(directive, { Variable: ({ name }) => void variables.add(name.value) });
    },
  });
  return { hasDirectives, variables: [...variables].sort() };
}
