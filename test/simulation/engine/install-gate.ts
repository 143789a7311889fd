import pg from 'pg';
import type { Gate, GatedClient } from './gate.js';
import { isListener } from './listeners.js';
import { currentLane, type Lane } from './virtual-time.js';

let isInstalled = false;

/** Puts the gate of the running lane in front of every connection; outside of lanes nothing changes. */
export function installGate(): void {
  if (isInstalled) return;
  isInstalled = true;
  const { query, connect } = pg.Client.prototype as unknown as Record<string, (...args: unknown[]) => unknown>;
  const prototype = pg.Client.prototype as unknown as Record<string, unknown>;
  prototype.connect = function (this: GatedClient, callback?: (error: Error | null, client?: unknown) => void) {
    // The server counts real seconds, which are not those of the simulation: on a busy machine it would end what is paused.
    const { connectionParameters } = this as unknown as { connectionParameters: Record<string, unknown> };
    Object.assign(connectionParameters, { statement_timeout: 0, idle_in_transaction_session_timeout: 0 });
    const lane = currentLane.getStore();
    if (lane === undefined) return connect!.call(this, callback);
    const gate = lane.gate as Gate;
    if (isListener(this)) {
      this.isPlayed = true;
      return gate.ask(this, 'connect', () => Promise.resolve());
    }
    const made = gate.connect(lane, () => connect!.call(this) as Promise<unknown>);
    return answer(
      made.then(() => this),
      callback,
    );
  };
  prototype.query = function (this: GatedClient, config: unknown, values?: unknown, callback?: unknown) {
    const lane = currentLane.getStore();
    if (lane === undefined) return query!.call(this, config, values, callback);
    const told = [values, callback].find((one) => typeof one === 'function') as
      ((error: Error | null, result?: unknown) => void) | undefined;
    const given = Array.isArray(values) ? values : undefined;
    const text = typeof config === 'string' ? config : (config as { text: string }).text;
    const sent = withVirtualClock(config, text, lane);
    const asked = (lane.gate as Gate).ask(this, text, () => query!.call(this, sent(), given) as Promise<unknown>);
    return answer(asked, told);
  };
}

/** The database's clock is asked by SQL; what it says is decided when the statement runs. */
function withVirtualClock(config: unknown, text: string, lane: Lane): () => unknown {
  if (!text.includes('clock_timestamp()')) return () => config;
  return () => {
    const now = `'${new Date(lane.time.databaseNow()).toISOString()}'::timestamptz`;
    const changed = text.replaceAll('clock_timestamp()', now);
    return typeof config === 'string' ? changed : { ...(config as object), text: changed };
  };
}

function answer<T>(made: Promise<T>, callback?: (error: Error | null, result?: T) => void): Promise<T> | undefined {
  if (callback === undefined) return made;
  made.then(
    (result) => callback(null, result),
    (error: Error) => callback(error),
  );
  return undefined;
}
