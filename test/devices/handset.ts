/** A phone with the client on it, and what its screen says. */
import {
  createMarqueeClient,
  type AirState,
  type MarqueeClient,
  type MarqueeClientOptions,
} from '../../libs/client/src/index.js';
import { network, Phone, settled, type DeviceFaults, type Respond, type TrueTime, type Trip } from './world.js';

export interface Handset {
  readonly phone: Phone;
  readonly client: MarqueeClient;
  /** What the screen shows: the last thing it was told. */
  readonly screen: { state: AirState | null };
  /** True instant, phase and campaign of everything it was told. */
  readonly told: [at: number, phase: string, slug: string | null][];
  /** True instants at which it asked. */
  readonly asked: number[];
}

export interface HandsetPlan {
  readonly faults?: DeviceFaults;
  readonly respond: Respond;
  readonly trip?: () => Trip;
  readonly random?: () => number;
  readonly options?: Partial<MarqueeClientOptions>;
  /** The same phone, after the app was closed. */
  readonly phone?: Phone;
}

export const QUICK: Trip = { upMs: 20, downMs: 20 };

/** The app opens. */
export async function handset(time: TrueTime, plan: HandsetPlan): Promise<Handset> {
  const phone = plan.phone ?? new Phone(time, plan.faults);
  const asked: number[] = [];
  const told: Handset['told'] = [];
  const screen: Handset['screen'] = { state: null };
  const fetch = network(time, phone, plan.respond, plan.trip ?? (() => QUICK));
  const client = createMarqueeClient({
    url: 'https://marquee.example.org/graphql',
    surface: 'discover',
    viewer: { region: 'GB', locale: 'en', timeZone: 'Europe/London' },
    clock: phone.clock,
    timers: phone.timers,
    random: plan.random ?? (() => 0.5),
    fetch: (url, init) => {
      asked.push(time.now);
      return fetch(url, init);
    },
    onChange: (state) => {
      screen.state = state;
      told.push([time.now, state.phase, state.campaign?.slug ?? null]);
    },
    ...plan.options,
  });
  client.start();
  await settled();
  return { phone, client, screen, told, asked };
}

/** The app is closed; what it stored stays. */
export function close({ client, phone }: Handset): void {
  client.stop();
  phone.kill();
}

/** Storage of a device: late as AsyncStorage is. */
export class DeviceShelf {
  readonly items = new Map<string, string>();

  async getItem(key: string): Promise<string | null> {
    return this.items.get(key) ?? null;
  }

  async setItem(key: string, value: string): Promise<void> {
    this.items.set(key, value);
  }

  async removeItem(key: string): Promise<void> {
    this.items.delete(key);
  }
}
