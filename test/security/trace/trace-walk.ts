import { isInputObjectType, isNonNullType } from 'graphql';
import { PERMISSIONS, ROLES, type Role } from '#domain';
import type { TestMember } from '../../support/actors.js';
import type { ContentStage } from '../../support/content-stage.js';
import { MANAGEMENT_FIELDS } from '../matrix/root-fields.js';
import { managementSchema } from '../matrix/sweep.js';
import { MUTATION_ENTRIES } from './mutation-entries.js';

interface Row {
  readonly seq: string;
  readonly xid: string;
  readonly actor_id: string | null;
  readonly key_id: string | null;
  readonly session_id: string | null;
  readonly role: string;
  readonly action: string;
  readonly subject_type: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly reason: string | null;
}

type Payload = Record<string, unknown> & { readonly refusals: readonly { code: string; message: string }[] };

/** Fields of inputs in which people say why. */
const REASONS = ['reason', 'note', 'text'];
/** Written beside decisions, by each request or by the database itself. */
const BESIDE = ['audit_entry', 'audit_head', 'audit_partner', 'programme_version', 'programme_change'];

/**
 * Somebody who does every thing that can be done, and looks each time at what it leaves in the log: nothing when it is refused, nothing of it
 * at all when its entry cannot be written, and when it takes effect exactly its entries, in the transaction of what it changed.
 */
export class TraceWalk {
  readonly walked = new Set<string>();
  /** What took effect, and what was answered to that. */
  readonly answered: { readonly by: Pick<TestMember, 'key'>; readonly payload: unknown }[] = [];
  /** What was not as it has to be, each with the mutation. */
  readonly wrong: string[] = [];
  private keys = 0;

  /** @param more is asked of each payload besides what the walk needs */
  constructor(
    private readonly stage: ContentStage,
    private readonly more: (mutation: string) => string = () => '',
  ) {}

  /** Entries cannot be written any more while it is switched on; the last wall that a decision runs into. */
  async open(): Promise<void> {
    const { database, cast } = this.stage;
    await database.query(`CREATE FUNCTION fail_audit() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION 'no entry can be written' USING ERRCODE = 'disk_full'; END $$`);
    await database.query(
      'CREATE TRIGGER audit_fails BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION fail_audit()',
    );
    await this.switch('DISABLE');
    // The day on which a key was used is written once, before anything is looked at.
    const everybody = [cast.staff, cast.partner.members, cast.otherPartner.members].flatMap((one) =>
      Object.values(one),
    );
    for (const by of everybody) await this.stage.ask(by, '{ me { role } }');
  }

  /** @param selection of the payload, without refusals @returns the payload */
  async do<Node = { id: string }>(
    mutation: string,
    by: Pick<TestMember, 'key'> & { readonly actor: TestMember['actor'] | null },
    input: Record<string, unknown> | null,
    selection: string,
  ): Promise<Record<string, Node>> {
    this.walked.add(mutation);
    const query = queryOf(mutation, `${selection} ${this.more(mutation)}`);
    const whole = input && this.withKey(mutation, input);
    const say = (what: string) => void this.wrong.push(`${mutation}: ${what}`);
    const head = await this.head();
    const xid = await this.nextXid();

    const stranger = this.somebodyWhoMayNot(mutation);
    if (stranger !== null) {
      const { payload } = await this.send(mutation, stranger.key, query, input);
      if (payload?.refusals[0]?.code !== 'NOT_ALLOWED') say(`was not refused to ${stranger.actor.role}`);
    }
    await this.switch('ENABLE');
    const failed = await this.send(mutation, by.key, query, whole);
    await this.switch('DISABLE');
    if (failed.errors === 0) say('took effect, or was refused, without its entry');
    if ((await this.head()) !== head) say('left an entry although it was refused or undone');
    const left = await this.changedSince(xid);
    if (left.length > 0) say(`left rows although it was refused or undone: ${JSON.stringify(left)}`);

    const { payload } = await this.send(mutation, by.key, query, whole);
    if (payload === null || payload.refusals.length > 0)
      throw new Error(`${mutation} did not take effect: ${JSON.stringify(payload?.refusals ?? 'a fault')}`);
    this.answered.push({ by, payload });
    for (const one of await this.faultsOf(mutation, by, input, head, xid)) say(one);
    return payload as unknown as Record<string, Node>;
  }

  private async faultsOf(
    mutation: string,
    by: { readonly actor: TestMember['actor'] | null },
    input: Record<string, unknown> | null,
    head: string,
    xid: string,
  ): Promise<string[]> {
    const rows = await this.stage.database.query<Row>(
      'SELECT *, xmin::text AS xid FROM audit_entry WHERE seq > $1 ORDER BY seq',
      [head],
    );
    const said = rows.map(({ action, subject_type, before, after }) => ({
      action,
      subjectType: subject_type,
      says: before !== null ? (after !== null ? 'BOTH' : 'BEFORE') : after !== null ? 'AFTER' : 'NOTHING',
    }));
    const faults: string[] = [];
    if (JSON.stringify(said) !== JSON.stringify(MUTATION_ENTRIES[mutation] ?? []))
      faults.push(`left ${JSON.stringify(said)}`);
    const reason = REASONS.map((name) => input?.[name]).find((text) => typeof text === 'string') ?? null;
    if (reason !== null && rows.every((row) => row.reason !== reason)) faults.push(`does not say why: ${reason}`);
    if (by.actor !== null) {
      const { memberId, keyId, sessionId, role } = by.actor;
      const isBy = (row: Row) =>
        row.actor_id === memberId && row.key_id === keyId && row.session_id === sessionId && row.role === role;
      if (!rows.every(isBy)) faults.push('names somebody else, another key or another session');
    }
    const changed = await this.changedSince(xid);
    const transactions = new Set([...changed.map((one) => one.xid), ...rows.map((row) => row.xid)]);
    if (changed.length === 0 || transactions.size !== 1)
      faults.push(`was not one transaction with its entry: ${JSON.stringify([changed, [...transactions]])}`);
    return faults;
  }

  private async send(mutation: string, key: string, query: string, input: object | null) {
    const { body } = await this.stage.api.manage<Record<string, Payload>>(key, query, input === null ? {} : { input });
    return { payload: body.data?.[mutation] ?? null, errors: body.errors?.length ?? 0 };
  }

  private somebodyWhoMayNot(mutation: string): TestMember | null {
    const needed = MANAGEMENT_FIELDS[`Mutation.${mutation}`];
    if (needed === undefined || needed === 'EVERY_MEMBER' || needed === 'INVITATION') return null;
    const allowed = PERMISSIONS[needed] as readonly Role[];
    const members = { ...this.stage.cast.partner.members, ...this.stage.cast.staff };
    const role = ROLES.find((one) => !allowed.includes(one));
    return role === undefined ? null : members[role];
  }

  /** With an idempotency key where the mutation takes one: a command that was undone can be repeated under it. */
  private withKey(mutation: string, input: Record<string, unknown>): Record<string, unknown> {
    const type = inputTypeOf(mutation);
    this.keys += 1;
    return isInputObjectType(type) && 'idempotencyKey' in type.getFields()
      ? { ...input, idempotencyKey: `walk-${this.keys}` }
      : input;
  }

  private async switch(how: 'ENABLE' | 'DISABLE'): Promise<void> {
    await this.stage.database.query(`ALTER TABLE audit_entry ${how} TRIGGER audit_fails`);
  }

  private async head(): Promise<string> {
    const [head] = await this.stage.database.query<{ seq: string }>('SELECT seq FROM audit_head');
    return head!.seq;
  }

  private async nextXid(): Promise<string> {
    const [row] = await this.stage.database.query<{ xid: string }>('SELECT pg_current_xact_id()::text AS xid');
    return row!.xid;
  }

  /** Tables with rows that a later transaction wrote, and by which. */
  private async changedSince(xid: string): Promise<{ name: string; xid: string }[]> {
    const { database } = this.stage;
    const tables = await database.query<{ name: string }>(
      "SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL($1) ORDER BY 1",
      [BESIDE],
    );
    const each = tables.map(
      ({ name }) =>
        `SELECT DISTINCT '${name}' AS name, xmin::text AS xid FROM ${name} WHERE xmin::text::bigint > ${xid}::bigint`,
    );
    return database.query(each.join(' UNION ALL '));
  }
}

function inputTypeOf(mutation: string) {
  const [argument] = managementSchema.getMutationType()!.getFields()[mutation]!.args;
  return argument && (isNonNullType(argument.type) ? argument.type.ofType : argument.type);
}

function queryOf(mutation: string, selection: string): string {
  const type = inputTypeOf(mutation);
  const call = type === undefined ? mutation : `${mutation}(input: $input)`;
  const declared = type === undefined ? '' : `($input: ${String(type)}!)`;
  return `mutation ${declared} { ${call} { ${selection} refusals { code message } } }`;
}
