import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { GqlExecutionContext } from '@nestjs/graphql';
import { GraphQLError } from 'graphql';
import { may, PERMISSIONS, type Action, type Actor } from '#domain';
import { forbidden } from '../graphql/errors.js';

/** What every resolver of management has: an actor is there, or nothing is executed. */
export interface ManagementContext {
  readonly actor: Actor;
}

/** The actor behind the presented key. */
export const CurrentActor = createParamDecorator(
  (_: unknown, context: ExecutionContext): Actor =>
    GqlExecutionContext.create(context).getContext<ManagementContext>().actor,
);

/** No key, a wrong one, a revoked one: all alike. */
export function unauthenticated(): GraphQLError {
  return new GraphQLError('Present a key of a member: Authorization: Bearer mq_... Ask an administrator for one.', {
    extensions: { code: 'UNAUTHENTICATED', http: { status: 401 } },
  });
}

/** Stops a read that the actor's role does not have. @throws a GraphQL error FORBIDDEN naming the roles that do */
export function requireRead(actor: Actor, action: Action): void {
  if (may(actor, action)) return;
  throw forbidden(
    `Your role ${actor.role} may not read this (${action}). Ask somebody with the role ${PERMISSIONS[action].join(' or ')}.`,
  );
}
