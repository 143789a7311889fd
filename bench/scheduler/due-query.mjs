/**
 * What a tick asks the database, over a long history: a million retired runs with their transitions, and a hundred thousand
 * to come. The statements are the product's own, timed where its stores and read models send them; their plans are of the
 * very text and values that were sent.
 */
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { Database, DueReadModel, TransitionArchive, TransitionStore, UnitOfWork } from '#persistence';
import { SYSTEM_ACTOR } from '#domain';
import { insertRuns, makeStage } from './stage.mjs';

const SCOPE = { runsMax: 1_000, setAside: [] };
const WARM_UP = 200;
/** Between two questions while the archive works. */
const PAUSE_MS = 10;

/**
 * Asked again while the whole history is moved into the archive, as fast as it goes, and once more when it is there.
 *
 * @returns {Promise<{ times: Record<string, number[]>, plans: Record<string, string>, archived: { transitions: number, ms: number } }>}
 *   milliseconds by question
 */
export async function measureDueQuery(postgres, root, { retired, future, active, calls }) {
  const stage = await makeStage(postgres, 'history', root);
  await fill(stage, { retired, future, active });
  const sent = captureStatements();
  const database = new Database({ url: stage.url, poolMax: 2, applicationName: 'bench' });
  try {
    const questions = questionsOf(database);
    const times = Object.fromEntries(Object.keys(questions).map((name) => [name, []]));
    for (let i = 0; i < calls + WARM_UP; i += 1) {
      if (i === WARM_UP) for (const name of Object.keys(times)) times[name] = [];
      for (const [name, ask] of Object.entries(questions)) await ask((ms) => times[name].push(ms));
    }
    const plans = await plansOf(stage.client, sent);
    const [due, ask] = Object.entries(questions)[0];
    const [during, after] = [`${due}, while the history is archived`, `${due}, when it is`];
    times[during] = [];
    times[after] = [];
    let archived = null;
    const begin = performance.now();
    const archiving = archive(stage.url).then((transitions) => {
      archived = { transitions, ms: performance.now() - begin };
    });
    while (archived === null) {
      await ask((ms) => times[during].push(ms));
      await wait(PAUSE_MS);
    }
    await archiving;
    for (let i = 0; i < calls; i += 1) await ask((ms) => times[after].push(ms));
    return { times, plans, archived };
  } finally {
    await database.close();
    await stage.client.end();
  }
}

async function archive(url) {
  const database = new Database({ url, poolMax: 1, applicationName: 'bench-archive' });
  try {
    return (await new TransitionArchive(database, new UnitOfWork(database)).archive(400)).transitions;
  } finally {
    await database.close();
  }
}

async function fill(stage, { retired, future, active }) {
  const { client } = stage;
  await insertRuns(stage, {
    count: retired,
    state: 'RETIRED',
    starts: `now() - interval '1000 days' + i * interval '30 s'`,
    ends: `now() - interval '999 days' + i * interval '30 s'`,
  });
  await client.query(
    `INSERT INTO transition (run_id, schedule_version, kind, meant_at, happened_at)
     SELECT id, 1, kind::"TransitionKind", at, at FROM run,
       LATERAL (VALUES ('ACTIVATED', starts_at), ('RETIRED', ends_at)) AS t (kind, at) WHERE state = 'RETIRED'`,
  );
  await insertRuns(stage, {
    count: future,
    state: 'SCHEDULED',
    starts: `now() + interval '1 day' + i * interval '1 min'`,
    ends: 'NULL',
  });
  await insertRuns(stage, {
    count: active,
    state: 'ACTIVE',
    starts: `now() - interval '1 day'`,
    ends: `now() + interval '1 day' + i * interval '1 min'`,
  });
  await client.query('VACUUM ANALYZE');
}

/** Each times what it asks; those of the store are timed inside of their transaction. */
function questionsOf(database) {
  const dueRuns = new DueReadModel(database);
  const unitOfWork = new UnitOfWork(database);
  let asking = 0;
  const timing = async (ask) => {
    const begin = performance.now();
    const rows = await ask();
    asking += performance.now() - begin;
    return rows;
  };
  class TimedStore extends TransitionStore {
    findOldest(tx, scope) {
      return timing(() => super.findOldest(tx, scope));
    }
    lockBeginning(tx, scope, until) {
      return timing(() => super.lockBeginning(tx, scope, until));
    }
    lockEnding(tx, scope, until) {
      return timing(() => super.lockEnding(tx, scope, until));
    }
  }
  const store = new TimedStore();
  const timed = (ask) => async (tell) => {
    const begin = performance.now();
    await ask();
    tell(performance.now() - begin);
  };
  return {
    'what is due': async (tell) => {
      asking = 0;
      await unitOfWork.record(SYSTEM_ACTOR, (tx) => store.recordDue(tx, SCOPE));
      tell(asking);
    },
    'a whole transaction with nothing due': timed(() =>
      unitOfWork.record(SYSTEM_ACTOR, (tx) => store.recordDue(tx, SCOPE)),
    ),
    'the next boundary': timed(() => dueRuns.nextDueAt(Date.now())),
    'the backlog': timed(() => dueRuns.backlog()),
  };
}

/** Texts and values of the statements that name `run`, as the driver gets them. */
function captureStatements() {
  const sent = new Map();
  const query = Reflect.get(pg.Client.prototype, 'query');
  pg.Client.prototype.query = function capture(statement, ...rest) {
    const text = statement?.text ?? statement;
    if (typeof text === 'string' && /\b(FROM|UPDATE) run\b/.test(text) && !/^(EXPLAIN|INSERT)/.test(text.trim())) {
      sent.set(text, statement?.values ?? rest[0]);
    }
    return query.call(this, statement, ...rest);
  };
  return sent;
}

async function plansOf(client, sent) {
  const plans = {};
  for (const [text, values] of sent) {
    const { rows } = await client.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, values);
    const title = text.replaceAll(/\s+/g, ' ').trim().slice(0, 100);
    plans[title] = nodes(rows[0]['QUERY PLAN'][0].Plan).join(', ');
  }
  return plans;
}

function nodes(plan) {
  const index = plan['Index Name'] === undefined ? '' : ` on ${plan['Index Name']}`;
  return [`${plan['Node Type']}${index}`, ...(plan.Plans ?? []).flatMap(nodes)];
}
