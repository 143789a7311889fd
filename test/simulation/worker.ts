import type { Play, Stage } from './world/play.js';

/** What the command asks of a worker; `bug` null: the code as it is. */
export interface Order {
  readonly url: string;
  readonly seed: number;
  readonly bug: string | null;
  readonly sql: readonly string[];
  readonly withTrace: boolean;
}

const stages = new Map<string, Stage>();

async function stageFor({ url, bug, sql }: Order): Promise<Stage> {
  const known = stages.get(url);
  if (known !== undefined) return known;
  for (const stage of stages.values()) await stage.close();
  stages.clear();
  const module = `./world/play.ts${bug === null ? '' : `?bug=${bug}`}`;
  const { Stage } = (await import(module)) as typeof import('./world/play.js');
  const stage = await Stage.open(url, sql);
  stages.set(url, stage);
  return stage;
}

async function carryOut(order: Order): Promise<Play> {
  const stage = await stageFor(order);
  const play = await stage.play(order.seed);
  return order.withTrace || play.finding !== null ? play : { ...play, trace: [] };
}

process.on('message', (order: Order) => {
  carryOut(order).then(
    (play) => process.send!(play),
    (error: unknown) => {
      process.stderr.write(`seed ${order.seed}: ${String((error as Error).stack)}\n`);
      process.exit(1);
    },
  );
});
process.on('disconnect', () => process.exit(0));
