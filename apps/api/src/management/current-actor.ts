import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { GqlExecutionContext } from '@nestjs/graphql';
import { GraphQLError } from 'graphql';
import { denial, may, type Action, type Actor } from '#domain';
import { forbidden } from '../graphql/errors.js';

/** Who asks: an actor by their key, or nobody yet, with the token of an invitation. Without either nothing is executed. */
export type ManagementContext =
  | { readonly actor: Actor; readonly invitationToken: null }
  | { readonly actor: null; readonly invitationToken: string };

/** The actor behind the presented key. The token of an invitation stands for nobody, and every resolver that asks for an actor refuses it. */
export const CurrentActor = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
  const { actor } = GqlExecutionContext.create(context).getContext<ManagementContext>();
  if (actor === null) throw unauthenticated();
  return actor;
});

/** The token of the invitation that is presented instead of a key; null: a key was. */
export const InvitationToken = createParamDecorator(
  (_: unknown, context: ExecutionContext): string | null =>
    GqlExecutionContext.create(context).getContext<ManagementContext>().invitationToken,
);

/** No key, a wrong one, a revoked one: all alike. */
export function unauthenticated(): GraphQLError {
  return new GraphQLError(
    'Sign in, or present a key of a member: Authorization: Bearer mq_... Ask an administrator for one.',
    {
      extensions: { code: 'UNAUTHENTICATED', http: { status: 401 } },
    },
  );
}

/** Stops a read that the actor's role or key does not have. @throws a GraphQL error FORBIDDEN naming who or what does */
export function requireRead(actor: Actor, action: Action): void {
  if (may(actor, action)) return;
  throw forbidden(denial(actor, action, 'read'));
}
