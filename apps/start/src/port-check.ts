import { once } from 'node:events';
import { createServer } from 'node:net';
import { StartRefusal } from '#persistence';

/**
 * Tries a port before anything is started, so that the refusal comes at once and nothing has to be stopped again.
 *
 * @param setting the setting that chooses the port, for the message
 * @throws StartRefusal when the port is taken, or this user or machine may not listen there
 */
export async function refuseTakenPort(setting: string, host: string, port: number): Promise<void> {
  if (port === 0) return;
  const probe = createServer();
  probe.listen({ port, host, exclusive: true });
  try {
    await once(probe, 'listening');
  } catch (error) {
    throw refusalFor(error, setting, host, port);
  }
  probe.close();
  await once(probe, 'close');
}

function refusalFor(error: unknown, setting: string, host: string, port: number): unknown {
  switch ((error as { code?: string }).code) {
    case 'EADDRINUSE':
      return new StartRefusal(
        `Port ${port} on ${host} is taken by another program (${setting}).`,
        `Stop that program, or choose another port: ${setting}=${port + 10} npm start`,
      );
    case 'EACCES':
      return new StartRefusal(
        `Port ${port} may not be listened on by an ordinary user (${setting}).`,
        `Choose a port from 1024 to 65535: ${setting}=3000 npm start`,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new StartRefusal(
        `The address ${host} does not belong to this machine (HOST).`,
        'Set HOST to 127.0.0.1 for this machine only, or to 0.0.0.0 for every network it is in.',
      );
    default:
      return error;
  }
}
