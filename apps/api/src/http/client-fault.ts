import type { Socket } from 'node:net';
import { staticHelp } from '#domain';
import { helpObject } from '../delivery/answer-view.js';
import { EVERYWHERE } from './response-headers.js';

const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
};

/**
 * Answers what is no HTTP, or came too slowly, and so never became a request; then the connection ends. Nobody can say whom it was meant for, so
 * it is answered as the public endpoint answers an error, help and all. Nothing of it is logged.
 */
export function answerClientFault(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return void socket.destroy();
  const status = statusOf(error.code);
  const body = JSON.stringify({
    errors: [{ message: sentence(status), extensions: { code: 'BAD_REQUEST' } }],
    extensions: { help: helpObject(staticHelp(null)) },
  });
  const headers = {
    ...EVERYWHERE,
    'cache-control': 'no-store',
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  // Destroyed when it is out: who is slow to send may be slow to read, too, and is not waited for.
  socket.end(`HTTP/1.1 ${status} ${REASONS[status]}\r\n${lines.join('')}\r\n${body}`, () => socket.destroy());
}

function statusOf(code: string | undefined): number {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 408;
  return code === 'HPE_HEADER_OVERFLOW' ? 431 : 400;
}

function sentence(status: number): string {
  if (status === 408) return 'The request did not come in time. Send it again, all at once.';
  if (status === 431) return 'The headers of the request are too large: send at most 16 kB.';
  return 'This is not a request of HTTP/1.1.';
}
