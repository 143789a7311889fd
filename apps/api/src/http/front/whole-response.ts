import type { ServerResponse } from 'node:http';
import type { ByteText, FlatHeaders } from '#delivery';

/** What node:http keeps of a response besides what its types tell. */
interface ResponseState {
  _header: string | null;
  _headerSent: boolean;
  finished: boolean;
  readonly outputSize: number;
}

/**
 * Whether a response may go out by `sendWhole`: it is the turn of the one it belongs to on its connection, nothing of it was sent, and the
 * connection stays. Whatever else comes is sent as node:http sends it.
 */
export function mayGoWhole(response: ServerResponse): boolean {
  const { socket, req } = response;
  const { _header, outputSize } = response as unknown as ResponseState;
  return (
    socket !== null &&
    _header === null &&
    outputSize === 0 &&
    socket.writableCorked === 0 &&
    response.shouldKeepAlive &&
    req.httpVersionMinor === 1 &&
    isPlainConnection(req.headers.connection)
  );
}

function isPlainConnection(header: string | undefined): boolean {
  return header === undefined || header === 'keep-alive' || header === 'Keep-Alive';
}

/**
 * Sends head and body in one write, and tells the server that the response is finished when that is out.
 *
 * node:http looks at each header, and gives head and body to the socket apart; both are known here, and that is a third of what a whole
 * answer costs. The connection goes on as after `end`: the server waits for `finish`.
 *
 * @param text status line, headers, empty line and body, of one character a byte; its length and that the connection is kept are among
 *   the headers
 */
export function sendWhole(response: ServerResponse, text: ByteText): void {
  const state = response as unknown as ResponseState;
  const socket = response.socket!;
  // In this order as in `end`: a handler of the write may ask.
  state._header = text;
  state._headerSent = true;
  state.finished = true;
  socket.write(text, 'latin1', (error) => {
    if (!error) response.emit('finish');
  });
}

/** The head of a response of status 200, as node:http writes it for a server without a `keepAliveTimeout`, with the empty line behind it. */
export function headText(headers: FlatHeaders): ByteText {
  let text = 'HTTP/1.1 200 OK\r\n';
  for (let i = 0; i < headers.length; i += 2) text += `${headers[i]}: ${headers[i + 1]}\r\n`;
  return `${text}Date: ${dateText()}\r\nConnection: keep-alive\r\n\r\n`;
}

let second = Number.NaN;
let date = '';

/** As `Date` holds it, by the clock of the host: whole seconds. */
function dateText(): string {
  const now = Date.now();
  const current = Math.floor(now / 1_000);
  if (current !== second) {
    date = new Date(now).toUTCString();
    second = current;
  }
  return date;
}
