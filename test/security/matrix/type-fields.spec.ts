import { getNamedType, isAbstractType, isObjectType, type GraphQLInterfaceType, type GraphQLNamedType } from 'graphql';
import { PERMISSIONS, ROLES, type Role } from '#domain';
import type { TestMember } from '../../support/actors.js';
import { ContentStage } from '../../support/content-stage.js';
import { selectionOf, writeOperation } from '../operation-writer.js';
import { TraceWalk } from '../trace/trace-walk.js';
import { walkCare } from '../trace/walk-care.js';
import { walkContent } from '../trace/walk-content.js';
import { walkPeople } from '../trace/walk-people.js';
import { walkProgramme } from '../trace/walk-programme.js';
import { fieldOf, shownIn, type Shown } from './answers.js';
import { MANAGEMENT_FIELDS } from './root-fields.js';
import { managementSchema, ROOT_FIELDS, writingOf, type Ids } from './sweep.js';
import { HOUSE_WORD, TenantHouse } from './tenant-house.js';
import { OWN_FIELDS, READERS, STAFF_FIELDS, TYPE_FIELDS } from './type-fields.js';
import { UNSEEN_FIELDS } from './unseen-fields.js';

const SWEEP_MS = 600_000;
/** What is inside of what is asked for, so many fields deep: less where a limit of the endpoint says so. */
const DEPTHS = [7, 6, 5, 4, 3];
const PAYLOAD_DEPTH = 3;
const QUERIES = ROOT_FIELDS.filter(([root]) => root === 'Query').map(([, field]) => field);

const EVERYTHING = { asksFor: () => true };

/** Everything that a mutation answers, as deep as the limits of the endpoint let any of them ask. */
function wholePayload(mutation: string): string {
  const { type } = managementSchema.getMutationType()!.getFields()[mutation]!;
  return selectionOf(type, EVERYTHING, 1, PAYLOAD_DEPTH).slice(2, -1);
}

/** Who may ask for some root field that leads to a type. */
function readersOf(): ReadonlyMap<string, readonly Role[]> {
  const found = new Map<string, Set<Role>>();
  const visit = (type: GraphQLNamedType, roles: readonly Role[], seen: Set<string>): void => {
    if (seen.has(type.name)) return;
    seen.add(type.name);
    if (isAbstractType(type)) for (const one of managementSchema.getPossibleTypes(type)) visit(one, roles, seen);
    if (!isObjectType(type)) return;
    for (const role of roles) found.set(type.name, (found.get(type.name) ?? new Set()).add(role));
    for (const field of Object.values(type.getFields())) visit(getNamedType(field.type), roles, seen);
  };
  for (const [root, field] of ROOT_FIELDS) {
    const entry = MANAGEMENT_FIELDS[`${root}.${field}`]!;
    const roles: readonly Role[] = entry === 'EVERY_MEMBER' || entry === 'INVITATION' ? ROLES : PERMISSIONS[entry];
    const type = managementSchema.getType(root);
    if (isObjectType(type)) visit(getNamedType(type.getFields()[field]!.type), roles, new Set());
  }
  return new Map([...found].map(([name, roles]) => [name, ROLES.filter((role) => roles.has(role))]));
}

describe('the matrix of every field', () => {
  const readers = readersOf();
  const types = [...readers.keys()].toSorted();
  const fieldsOf = (name: string) => {
    const type = managementSchema.getType(name);
    return isObjectType(type) ? Object.keys(type.getFields()) : [];
  };

  it('has an entry for every field of every type that an answer can hold, and for nothing else', () => {
    const advice = types.flatMap((name) => {
      const roles = readers.get(name)!;
      const reader = Object.entries(READERS).find(([, known]) => known.join() === roles.join())?.[0];
      const line = `${name} ${reader} ${fieldsOf(name).join(' ')}`;
      const entry = TYPE_FIELDS.get(name);
      if (entry !== undefined && line === `${name} ${entry.readers} ${entry.fields}`) return [];
      if (reader === undefined)
        return [`add to READERS in test/security/matrix/type-fields.ts: ${JSON.stringify(roles)}`];
      return [`write into TABLE in test/security/matrix/type-fields.ts: ${line}`];
    });
    expect(advice).toEqual([]);
    expect([...TYPE_FIELDS.keys()].filter((name) => !readers.has(name))).toEqual([]);
    const known = types.flatMap((name) => fieldsOf(name).map((field) => `${name}.${field}`));
    expect([...Object.keys(STAFF_FIELDS), ...Object.keys(OWN_FIELDS)].filter((name) => !known.includes(name))).toEqual(
      [],
    );
  });

  describe('over a partner that has something of everything', () => {
    let stage: ContentStage;
    let ids: Ids;
    const answers = new Map<TestMember, ReadonlyMap<string, unknown>>();
    /** Of each mutation that took effect on the way, by whom. */
    const payloads: { readonly member: TestMember; readonly payload: unknown }[] = [];
    beforeAll(async () => {
      stage = await ContentStage.open();
      const walk = new TraceWalk(stage, wholePayload);
      await walk.open();
      for (const walkOne of [walkPeople, walkContent, walkProgramme, walkCare]) await walkOne(walk, stage);
      const house = new TenantHouse(stage);
      await house.furnish();
      ids = house.ids;
      const { partner, otherPartner, staff } = stage.cast;
      for (const { members } of [partner, otherPartner])
        for (const member of Object.values(members)) answers.set(member, await everythingFor(member));
      for (const member of Object.values(staff)) answers.set(member, await everythingFor(member));
      for (const { by, payload } of walk.answered) {
        const member = [...answers.keys()].find(({ key }) => key === by.key);
        if (member !== undefined) payloads.push({ member, payload });
      }
    }, SWEEP_MS);
    afterAll(async () => {
      await stage.close();
    });

    /** The data of every query about the house, as deep as may be asked for. */
    async function everythingFor(member: TestMember): Promise<ReadonlyMap<string, unknown>> {
      const all = new Map<string, unknown>();
      for (const field of QUERIES) all.set(field, await answerOf(member, field));
      return all;
    }

    async function answerOf(member: TestMember, field: string): Promise<unknown> {
      const root = managementSchema.getQueryType()!;
      const own = { ...ids, id: ids[field] ?? ids.itemId! };
      for (const depthMax of DEPTHS) {
        const writing = {
          ...writingOf(own, stage.cast.partner.slug),
          asksFor: (_: string, depth: number) => depth <= depthMax,
        };
        const { query, variables } = writeOperation(root, field, writing, depthMax);
        const { status, body } = await stage.api.manage<unknown>(member.key, query, variables);
        if (status !== 400) return body.data ?? null;
      }
      throw new Error(`${field} is refused however little of it is asked for.`);
    }

    const payloadsOf = (member: TestMember) =>
      payloads.filter((one) => one.member === member).map(({ payload }) => payload);
    const shownTo = (member: TestMember): Shown => {
      const all = new Map<string, string>();
      for (const data of answers.get(member)!.values()) for (const [key, value] of shownIn(data)) all.set(key, value);
      return all;
    };

    it('shows each role what the table says of each field, and the rest alike', () => {
      const { partner, staff } = stage.cast;
      const full = shownTo(staff.ADMIN);
      const staffNames = Object.values(staff).map(({ actor }) => JSON.stringify(actor.displayName));
      const wrong: string[] = [];
      const differing = new Set<string>();
      let compared = 0;
      for (const [role, member] of Object.entries({ ...partner.members, ...staff })) {
        const isOfStaff = member.actor.partnerId === null;
        for (const [key, value] of shownTo(member)) {
          const field = fieldOf(key);
          if (field in OWN_FIELDS || !full.has(key)) continue;
          compared += 1;
          const isAlike = value === full.get(key);
          const ofStaff = isOfStaff ? undefined : STAFF_FIELDS[field];
          const isHidden = ofStaff !== undefined && (ofStaff !== '"staff"' || staffNames.includes(full.get(key)!));
          if (!isAlike) differing.add(field);
          if (isHidden && value !== ofStaff) wrong.push(`${field} is ${value} for ${role}`);
          if (!isHidden && !isAlike) wrong.push(`${field} is ${value} for ${role}, and ${full.get(key)} for ADMIN`);
        }
      }
      expect([...new Set(wrong)]).toEqual([]);
      // Or what is hidden was never there.
      expect(Object.keys(STAFF_FIELDS).filter((field) => !differing.has(field))).toEqual([]);
      process.stdout.write(`${compared} fields of things were compared with what ADMIN sees.\n`);
    });

    it('names nobody of the staff to a partner', () => {
      const { partner, otherPartner, staff } = stage.cast;
      const names = Object.values(staff).map(({ actor }) => JSON.stringify(actor.displayName));
      for (const { members } of [partner, otherPartner])
        for (const member of Object.values(members)) {
          const text = JSON.stringify([...answers.get(member)!, ...payloadsOf(member)]);
          expect([member.actor.role, names.filter((name) => text.includes(name))]).toEqual([member.actor.role, []]);
        }
    });

    it('shows no type to a role that it is not for', () => {
      const wrong: string[] = [];
      for (const [member, data] of answers) {
        const { actor } = member;
        const types = [...shownIn([Object.fromEntries(data), payloadsOf(member)]).keys()].map(
          (key) => fieldOf(key).split('.')[0]!,
        );
        for (const name of new Set(types)) {
          const may = READERS[TYPE_FIELDS.get(name)!.readers] as readonly string[];
          if (!may.includes(actor.role)) wrong.push(`${name} to ${actor.role}`);
        }
      }
      expect(wrong).toEqual([]);
    });

    it('is in no answer to another partner, of whatever field', async () => {
      const { partner, otherPartner } = stage.cast;
      const known = await idsOfTheHouse();
      expect(known.length).toBeGreaterThan(15);
      const traces = [HOUSE_WORD, 'wisteria', `"${partner.slug}"`, 'Samaritans', ...known];
      const tracesIn = (member: TestMember) => {
        const text = JSON.stringify([...answers.get(member)!]);
        return traces.filter((trace) => text.includes(trace));
      };
      // Its own owner sees most of it.
      expect(tracesIn(partner.members.OWNER).length).toBeGreaterThan(15);
      for (const member of Object.values(otherPartner.members))
        expect([member.actor.role, tracesIn(member)]).toEqual([member.actor.role, []]);
    });

    /** Ids of rows that name the partner, and of rows that name those. */
    async function idsOfTheHouse(): Promise<string[]> {
      const tables = await stage.database.query<{ name: string }>(
        `SELECT DISTINCT quote_ident(table_name) AS name FROM information_schema.columns
         WHERE table_schema = 'public' AND column_name = 'id' AND data_type = 'uuid'
           AND table_name NOT IN ('audit_entry', 'outbox_event')`,
      );
      let known: string[] = [stage.cast.partner.id];
      for (let hop = 0; hop < 2; hop += 1) {
        const found = new Set(known);
        for (const { name } of tables) {
          const rows = await stage.database.query<{ id: string }>(
            `SELECT t.id FROM ${name} t WHERE EXISTS (SELECT FROM unnest($1::text[]) known WHERE t::text LIKE '%' || known || '%')`,
            [known],
          );
          for (const { id } of rows) found.add(id);
        }
        known = [...found];
      }
      return known;
    }

    it('has a value in every field that anybody may read, but for refusals and those that a table tells of', () => {
      const seen = new Set<string>();
      for (const member of answers.keys())
        for (const [key, value] of [...shownTo(member), ...shownIn(payloadsOf(member))])
          if (value !== 'null' && value !== '0 of them') seen.add(fieldOf(key));
      const all = types.flatMap((name) => fieldsOf(name).map((field) => `${name}.${field}`));
      process.stdout.write(`${seen.size} of ${all.length} fields of ${types.length} types held something.\n`);
      const refusals = managementSchema.getPossibleTypes(managementSchema.getType('Refusal') as GraphQLInterfaceType);
      const isRefusal = (field: string) => refusals.some(({ name }) => field.startsWith(`${name}.`));
      const known = all.filter((field) => seen.has(field) || isRefusal(field) || UNSEEN_FIELDS.has(field));
      expect(all.filter((field) => !known.includes(field))).toEqual([]);
      // Or the table says that somebody looks elsewhere at what is seen here, or is no more.
      expect([...UNSEEN_FIELDS].filter((field) => seen.has(field) || !all.includes(field))).toEqual([]);
    });
  });
});
