import { Agent, request as httpRequest } from 'node:http';
import type { FuzzAnswer, FuzzRequest } from './fuzzer.js';

/** Asks over so many connections that stay. */
export class FuzzClient {
  private readonly agent: Agent;
  private readonly host: string;
  private readonly port: number;

  constructor(url: string, connections: number) {
    const { hostname, port } = new URL(url);
    this.host = hostname;
    this.port = Number(port);
    this.agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  /** @returns status 0 and the reason: there was no answer */
  ask({ method, path, headers, body }: FuzzRequest): Promise<FuzzAnswer> {
    const { host, port, agent } = this;
    return new Promise((resolve) => {
      const length = method === 'POST' ? { 'content-length': String(Buffer.byteLength(body)) } : {};
      const asked = httpRequest({ host, port, agent, method, path, headers: { ...headers, ...length } }, (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () => resolve({ status: answer.statusCode!, text: Buffer.concat(parts).toString('utf8') }));
        answer.on('error', (error) => resolve({ status: 0, text: error.message }));
      });
      asked.on('error', (error) => resolve({ status: 0, text: error.message }));
      asked.end(body);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}
