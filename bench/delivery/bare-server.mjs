/**
 * The floor: node:http sending the very answers that it was given, heads and all, to whoever asks in the same way. It reads
 * the body of a request and does not look at it. Arguments: port, a file with `[{ method, encoding, headers, body }]`, the body in base64.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const [port, file] = process.argv.slice(2);
const answers = new Map(
  JSON.parse(readFileSync(file, 'utf8')).map(({ method, encoding, headers, body }) => [
    `${method} ${encoding}`,
    { headers, body: Buffer.from(body, 'base64') },
  ]),
);
createServer((request, response) => {
  const { headers, body } = answers.get(`${request.method} ${request.headers['accept-encoding'] ?? ''}`);
  const answer = () => response.writeHead(200, headers).end(body);
  if (request.method === 'GET') answer();
  else request.resume().on('end', answer);
}).listen(Number(port), '127.0.0.1', () => process.send('ready'));
