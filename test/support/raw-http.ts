import { connect, type Socket } from 'node:net';

/** One response as it came over the wire. */
export interface RawResponse {
  readonly status: number;
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** A connection to a server on which requests are written as bytes, however they are cut, and responses read in their order. */
export class RawConnection {
  private received = Buffer.alloc(0);
  private wake: () => void = () => undefined;
  private isClosed = false;

  private constructor(private readonly socket: Socket) {
    socket.on('data', (chunk: Buffer) => {
      this.received = Buffer.concat([this.received, chunk]);
      this.wake();
    });
    socket.on('close', () => {
      this.isClosed = true;
      this.wake();
    });
    socket.on('error', () => undefined);
  }

  static async open(url: string): Promise<RawConnection> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.setNoDelay(true);
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    return new RawConnection(socket);
  }

  write(bytes: string | Buffer): void {
    this.socket.write(bytes);
  }

  /** Cuts the connection without a word. */
  destroy(): void {
    this.socket.destroy();
  }

  /** @param hasBody false: the response to a HEAD */
  async response(hasBody = true): Promise<RawResponse> {
    const end = await this.until(() => {
      const at = this.received.indexOf('\r\n\r\n');
      return at === -1 ? null : at;
    });
    const [first = '', ...lines] = this.received.subarray(0, end).toString('latin1').split('\r\n');
    const headers = Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
    );
    const status = Number(first.split(' ')[1]);
    const length = hasBody && status >= 200 && status !== 304 ? Number(headers['content-length'] ?? 0) : 0;
    const whole = end + 4 + length;
    await this.until(() => (this.received.length >= whole ? whole : null));
    const body = Buffer.from(this.received.subarray(end + 4, whole));
    this.received = this.received.subarray(whole);
    return { status, headers, body };
  }

  /** Everything that comes until the server ends the connection. */
  async rest(): Promise<Buffer> {
    await this.until(() => (this.isClosed ? true : null));
    const rest = this.received;
    this.received = Buffer.alloc(0);
    return rest;
  }

  private async until<T>(look: () => T | null): Promise<T> {
    for (;;) {
      const found = look();
      if (found !== null) return found;
      if (this.isClosed) throw new Error(`The connection ended after ${this.received.length} bytes.`);
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }
}

/** A request for `/graphql` as an app writes it. */
export function postRequest(body: string | object, headers: Readonly<Record<string, string>> = {}): string {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const all = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)), ...headers };
  return `POST /graphql HTTP/1.1\r\nhost: marquee.test\r\n${headerLines(all)}\r\n${text}`;
}

export function getRequest(path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET'): string {
  return `${method} ${path} HTTP/1.1\r\nhost: marquee.test\r\n${headerLines(headers)}\r\n`;
}

function headerLines(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
}
