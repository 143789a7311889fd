import {
  getNamedType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type ASTVisitor,
  type FieldNode,
  type GraphQLField,
  type GraphQLOutputType,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';
import { limitError } from './limit-error.js';

/** Rows of a page when a variable says how many: as many as a page may have. */
const PAGE_ROWS_MAX = 100;
/** Rows of a list without a page: more than nearly all have. */
const LIST_ROWS = 10;
/** What one field inside a list may stand for at most, so that the sums stay exact. */
const COST_MAX = 1e12;

/**
 * Refuses operations that may be answered with more than `costMax` fields: each field counts one, those inside a list as often as the list
 * may be long, which is its `first` where it has one. Introspection counts once; GraphQL has a rule of its own against lists in it.
 */
export function costRule(costMax: number): (context: ValidationContext) => ASTVisitor {
  return (context) => {
    const costOf = costMeter(context);
    return {
      OperationDefinition(node) {
        const root = context.getSchema().getRootType(node.operation);
        const cost = root ? costOf(node.selectionSet, root.name, 1) : 0;
        if (cost <= costMax) return;
        const message = `The operation may be answered with ${cost} fields; ${costMax} are allowed. Ask for shorter pages (first), or for less of each row.`;
        context.reportError(limitError({ name: 'cost', max: costMax }, message, node));
      },
    };
  };
}

type Meter = (set: SelectionSetNode, typeName: string, rows: number) => number;

/** `rows`: of the connection that the selection belongs to; its `edges` and `nodes` are that many. Each fragment is measured once for each of them. */
function costMeter(context: ValidationContext): Meter {
  const measured = new Map<string, number>();
  const ofFragment = (name: string, rows: number): number => {
    const key = `${rows} ${name}`;
    const known = measured.get(key);
    if (known !== undefined) return known;
    measured.set(key, 0);
    const fragment = context.getFragment(name);
    const cost = fragment ? costOf(fragment.selectionSet, fragment.typeCondition.name.value, rows) : 0;
    measured.set(key, cost);
    return cost;
  };
  const ofField = (node: FieldNode, typeName: string, rows: number): number => {
    const type = context.getSchema().getType(typeName);
    const field =
      type && 'getFields' in type ? (type.getFields()[node.name.value] as GraphQLField<unknown, unknown>) : undefined;
    if (!field || !node.selectionSet) return 1;
    const named = getNamedType(field.type);
    if (isLeafType(named)) return 1;
    const page = rowsAsked(node, field);
    const isList = isListOf(field.type);
    // A connection hands its rows on to the list in it; the list of rows is as long as they are.
    const times = isList ? (page ?? (rows > 1 && isRows(node.name.value) ? rows : LIST_ROWS)) : 1;
    const handed = !isList && page !== null && isObjectType(named) ? page : 1;
    return Math.min(COST_MAX, 1 + times * costOf(node.selectionSet, named.name, handed));
  };
  const costOf: Meter = (set, typeName, rows) =>
    set.selections.reduce((sum, one) => {
      if (one.kind === Kind.FRAGMENT_SPREAD) return Math.min(COST_MAX, sum + ofFragment(one.name.value, rows));
      if (one.kind === Kind.FIELD) return Math.min(COST_MAX, sum + ofField(one, typeName, rows));
      return Math.min(COST_MAX, sum + costOf(one.selectionSet, one.typeCondition?.name.value ?? typeName, rows));
    }, 0);
  return costOf;
}

function isRows(name: string): boolean {
  return name === 'edges' || name === 'nodes';
}

function isListOf(type: GraphQLOutputType): boolean {
  return isListType(isNonNullType(type) ? type.ofType : type);
}

/** @returns null: the field has no `first` */
function rowsAsked(node: FieldNode, field: GraphQLField<unknown, unknown>): number | null {
  const argument = field.args.find(({ name }) => name === 'first');
  if (!argument) return null;
  const value = node.arguments?.find(({ name }) => name.value === 'first')?.value;
  if (!value) return typeof argument.defaultValue === 'number' ? argument.defaultValue : PAGE_ROWS_MAX;
  // More than a page may have is refused by whoever reads it.
  return value.kind === Kind.INT ? Math.min(PAGE_ROWS_MAX, Math.max(1, Number(value.value))) : PAGE_ROWS_MAX;
}
