import { createServer, type Server } from 'node:http';
import type { FastifyServerFactory } from 'fastify';
import { ConnectionBound, type ConnectionLimits } from './connection-bound.js';
import type { FrontDoor, Handler } from './front-door.js';
import { FrontRequest } from './front-request.js';

/** Places for what is made apart from the server: the door, later than it, and the bound of its connections, with it. */
export interface DoorFrame {
  door: FrontDoor | null;
  connections: ConnectionBound | null;
}

/** How often connections are looked at that are too slow, by their limits; milliseconds. */
const LOOK_MS_MAX = 5_000;

/** A server as Fastify makes one, with the door before Fastify's handler, and bounds for who is slow. */
export function frontServer(frame: DoorFrame, limits: ConnectionLimits): FastifyServerFactory {
  return (handler, options): Server => {
    const handOn: Handler = (request, response) => handler(request, response);
    const { headMs, requestMs } = limits;
    const kinds = { IncomingMessage: FrontRequest };
    const timeouts = {
      headersTimeout: Math.min(headMs, requestMs),
      requestTimeout: requestMs,
      connectionsCheckingInterval: Math.min(LOOK_MS_MAX, Math.ceil(Math.min(headMs, requestMs) / 4)),
    };
    const server: Server<typeof FrontRequest> = createServer({ ...kinds, ...timeouts }, (request, response) => {
      connections.heard(request.socket);
      if (frame.door === null) handOn(request, response);
      else frame.door.handle(request, response, handOn);
    });
    const connections = new ConnectionBound(server, limits);
    frame.connections = connections;
    const { keepAliveTimeout } = options as Readonly<Record<string, number>>;
    // One limit of silence, whether a connection is idle or not: with one for each node:http makes two timers a request, a tenth of what a hit costs.
    server.keepAliveTimeout = 0;
    server.setTimeout(keepAliveTimeout);
    return server;
  };
}
