import type { FastifyReply, FastifyRequest } from 'fastify';

/** Stands before every attempt to come in. */
export interface SignInThrottle {
  guard(request: FastifyRequest, reply: FastifyReply, pass: () => Promise<FastifyReply>): Promise<FastifyReply>;
}

export const NO_THROTTLE: SignInThrottle = { guard: (_request, _reply, pass) => pass() };
