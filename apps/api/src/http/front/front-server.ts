import { createServer, type Server } from 'node:http';
import type { FastifyServerFactory } from 'fastify';
import type { FrontDoor, Handler } from './front-door.js';

/** A place for the door, which is made later than the server before which it stands. */
export interface DoorFrame {
  door: FrontDoor | null;
}

/** A server as Fastify makes one, with the door before Fastify's handler. */
export function frontServer(frame: DoorFrame): FastifyServerFactory {
  return (handler, options): Server => {
    const handOn: Handler = (request, response) => handler(request, response);
    const server = createServer((request, response) => {
      if (frame.door === null) handOn(request, response);
      else frame.door.handle(request, response, handOn);
    });
    const { keepAliveTimeout, requestTimeout } = options as Readonly<Record<string, number>>;
    server.requestTimeout = requestTimeout!;
    // One limit of silence, whether a connection is idle or not: with one for each node:http makes two timers a request, a tenth of what a hit costs.
    server.keepAliveTimeout = 0;
    server.setTimeout(keepAliveTimeout);
    return server;
  };
}
