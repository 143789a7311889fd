import type { Mail } from '#identity';
import { totp } from '../support/person.js';
import { ME, SignInStage } from '../support/sign-in-stage.js';
import type { TestApi } from '../support/test-api.js';
import { until } from '../support/until.js';

const PASSWORD = 'plume anchor sixty lanterns';
const WRONG = 'plume anchor sixty lantern';

/** What somebody has to come in by, and what ends it. */
interface Pass {
  readonly bearer: string;
  readonly end: () => Promise<void>;
}

describe('what ends in one process', () => {
  let stage: SignInStage;
  let other: TestApi;
  const mails: Mail[] = [];
  beforeAll(async () => {
    stage = await SignInStage.start(null, { send: async (mail) => void mails.push(mail) });
    other = await stage.anotherApi();
  });
  afterAll(async () => {
    await other.close();
    await stage.close();
  });

  const decide = async (name: string, input: string, variables: object) => {
    const query = `mutation ($id: ID!) { ${name}(input: {${input}}) { refusals { code message } } }`;
    expect(await stage.ask(query, variables)).toEqual({ [name]: { refusals: [] } });
  };
  async function key(): Promise<Pass & { memberId: string }> {
    const memberId = await stage.addMember('VIEWER', stage.cast.partner.slug);
    const query = 'mutation ($id: ID!) { issueKey(input: {memberId: $id, name: "x"}) { key keyId } }';
    type Issued = { issueKey: { key: string; keyId: string } };
    const { issueKey } = await stage.ask<Issued>(query, { id: memberId });
    return { memberId, bearer: issueKey.key, end: () => decide('revokeKey', 'keyId: $id', { id: issueKey.keyId }) };
  }
  async function session() {
    const account = await stage.account('VIEWER', stage.cast.partner.slug, true, PASSWORD);
    const browser = stage.browser();
    const { bearer } = await browser.auth('sign-in/email', { email: account.email, password: PASSWORD });
    return { ...account, browser, bearer: bearer! };
  }

  const passes: Record<string, () => Promise<Pass>> = {
    'a key that is revoked': key,
    'a key whose member is removed': async () => {
      const { bearer, memberId: id } = await key();
      return { bearer, end: () => decide('removeMember', 'memberId: $id, reason: "left"', { id }) };
    },
    'a session that is ended by an ADMIN': async () => {
      const { bearer, memberId: id } = await session();
      return { bearer, end: () => decide('endSessions', 'memberId: $id', { id }) };
    },
    'a session that is signed out': async () => {
      const { bearer, browser } = await session();
      return { bearer, end: async () => void (await browser.auth('sign-out', {})) };
    },
    'a session whose member is removed': async () => {
      const { bearer, memberId: id } = await session();
      return { bearer, end: () => decide('removeMember', 'memberId: $id, reason: "left"', { id }) };
    },
    'a session of somebody who sets another password': async () => {
      const { bearer, memberId, email } = await session();
      const token = await stage.linkFor(memberId);
      const again = { token, email, password: `${PASSWORD} again` };
      return { bearer, end: async () => void (await stage.browser().auth('enrol', again)) };
    },
  };
  it.each(Object.keys(passes))('is refused by another one with the next request: %s', async (name) => {
    const { bearer, end } = await passes[name]!();
    // Asked twice before, so that whatever could be kept of it is kept.
    for (let i = 0; i < 2; i += 1) expect((await other.manage(bearer, ME)).status).toBe(200);
    await end();
    expect((await other.manage(bearer, ME)).status).toBe(401);
  });

  describe('ends also for who has shown the password and no code yet, when', () => {
    const NEW = `${PASSWORD} again`;
    type Account = Awaited<ReturnType<typeof session>>;
    const endings: Record<string, (account: Account) => Promise<unknown>> = {
      'an ADMIN ends their sessions': ({ memberId: id }) => decide('endSessions', 'memberId: $id', { id }),
      'another password is set by mail': async ({ email }) => {
        const sent = () =>
          mails.flatMap(({ to, text }) => (to === email ? (/#reset=(\S+)/.exec(text)?.slice(1) ?? []) : []));
        await stage.browser().auth('request-password-reset', { email });
        await until('the mail is sent', () => sent().length > 0);
        const answer = await stage.browser().auth('reset-password', { token: sent()[0], newPassword: NEW });
        expect(answer.status).toBe(200);
      },
      'they change it': async ({ browser }) => {
        const answer = await browser.auth('change-password', { currentPassword: PASSWORD, newPassword: NEW });
        expect(answer.status).toBe(200);
      },
    };
    it.each(Object.keys(endings))('%s', async (name) => {
      const account = await session();
      const { body } = await account.browser.auth('two-factor/enable', { password: PASSWORD });
      const code = () => totp(body.totpURI as string, Date.now());
      expect((await account.browser.auth('two-factor/verify-totp', { code: code() })).status).toBe(200);
      const waiting = [stage.browser(), stage.browser()] as const;
      for (const one of waiting)
        expect((await one.auth('sign-in/email', { email: account.email, password: PASSWORD })).body).toMatchObject({
          twoFactorRedirect: true,
        });
      expect((await waiting[0].auth('two-factor/verify-totp', { code: code() })).status).toBe(200);
      await endings[name]!(account);
      expect((await waiting[1].auth('two-factor/verify-totp', { code: code() })).status).toBe(401);
    });
  });

  it('is refused: what a role no longer may, by a key that was issued before', async () => {
    const { bearer, memberId } = await key();
    const may = async () =>
      (
        await other.manage<{ me: { may: { isAllowed: boolean }[] } }>(
          bearer,
          '{ me { may(actions: ["content.write"]) { isAllowed } } }',
        )
      ).body.data.me.may[0]!.isAllowed;
    const become = (role: string) => decide('changeMemberRole', `memberId: $id, role: ${role}`, { id: memberId });
    await become('CONTRIBUTOR');
    expect(await may()).toBe(true);
    await become('VIEWER');
    expect(await may()).toBe(false);
  });

  it('locks nobody out: who guesses at an account until they have to wait leaves its holder alone, elsewhere and where they are in', async () => {
    const { email, browser } = await session();
    const stranger = stage.browser();
    const seen: number[] = [];
    for (let i = 0; i < 7; i += 1) seen.push((await stranger.auth('sign-in/email', { email, password: WRONG })).status);
    expect(seen).toEqual([401, 401, 401, 401, 401, 429, 429]);
    // The right one does not get a guesser past it either: else the wait would tell nothing.
    expect((await stranger.auth('sign-in/email', { email, password: PASSWORD })).status).toBe(429);
    expect((await browser.manage(ME)).status).toBe(200);
    expect((await stage.browser().auth('sign-in/email', { email, password: PASSWORD })).status).toBe(200);
  });

  it('is not the last ADMIN, by nobody', async () => {
    const { cast } = stage;
    const id = cast.staff.ADMIN.actor.memberId;
    const leave = 'mutation ($id: ID!) { removeMember(input: {memberId: $id, reason: "x"}) { refusals { code } } }';
    const fall =
      'mutation ($id: ID!) { changeMemberRole(input: {memberId: $id, role: REVIEWER}) { refusals { code } } }';
    expect(await stage.ask(leave, { id })).toMatchObject({ removeMember: { refusals: [{ code: 'LAST_OF_ROLE' }] } });
    expect(await stage.ask(fall, { id })).toMatchObject({ changeMemberRole: { refusals: [{ code: 'LAST_OF_ROLE' }] } });
    expect((await other.manage(cast.staff.ADMIN.key, ME)).body.data).toMatchObject({ me: { role: 'ADMIN' } });
  });
});
