import { createHash } from 'node:crypto';
import { RawConnection } from '../../support/raw-http.js';
import { BATCH_ID, HEADERS, VIEWER, WORD } from './marks.js';

const ACTIVE = `query ${WORD}($surface: String!, $viewer: ViewerInput) { # ${WORD}
  ${WORD}: activeCampaign(surface: $surface, viewer: $viewer) { version help { emergency } campaign { id slug playlist { item { id } } } } }`;
const GUIDES = `query ($viewer: ViewerInput) { guides(viewer: $viewer) { slug } guide(slug: "${WORD}", viewer: $viewer) { slug } }`;
const PROGRAMME = `query ($viewer: ViewerInput, $hours: Int) { programme(surface: "discover", viewer: $viewer, hours: $hours) { version } }`;
const DAY = () => new Date().toISOString().slice(0, 10);

export interface LoadResult {
  /** Statuses in the order of the requests. */
  readonly statuses: readonly number[];
  /** Names and values of all headers of all responses. */
  readonly headers: string;
}

/** Everything that a viewer's device can send, and what it gets wrong, marked all over. */
export class MarkedLoad {
  private readonly statuses: number[] = [];
  private headers = '';

  constructor(private readonly url: string) {}

  async run(managementKey: string): Promise<LoadResult> {
    await this.answers();
    await this.mistakes();
    await this.showings();
    await this.signIn();
    await this.management(managementKey);
    await this.brokenHttp();
    return { statuses: this.statuses, headers: this.headers };
  }

  private async send(path: string, init: RequestInit = {}): Promise<string> {
    const response = await fetch(`${this.url}${path}`, {
      redirect: 'manual',
      ...init,
      headers: { ...HEADERS, ...(init.headers as Record<string, string>) },
    });
    this.statuses.push(response.status);
    response.headers.forEach((value, name) => (this.headers += `${name}: ${value}\n`));
    return response.text();
  }

  private post(body: object | string, path = '/graphql', headers: Record<string, string> = {}): Promise<string> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return this.send(path, { method: 'POST', body: text, headers: { 'content-type': 'application/json', ...headers } });
  }

  private link(parameters: Record<string, string>, headers: Record<string, string> = {}): Promise<string> {
    return this.send(`/graphql?${new URLSearchParams(parameters).toString()}`, { headers });
  }

  /** The first is computed, the second comes out of memory; what says `extensions` or takes no JSON goes another way. */
  private async answers(): Promise<void> {
    const variables = { surface: 'discover', viewer: VIEWER };
    for (let twice = 0; twice < 2; twice += 1) {
      await this.post({ query: ACTIVE, operationName: WORD, variables });
      await this.link({ query: ACTIVE, variables: JSON.stringify(variables) });
      await this.post({ query: ACTIVE, variables: { ...variables, surface: WORD } });
      await this.post({ query: GUIDES, variables });
      await this.post({ query: PROGRAMME, variables: { ...variables, hours: 3 } });
      await this.post({ query: ACTIVE, variables: { ...variables, viewer: { ...VIEWER, localDate: '2031-07-13' } } });
      await this.post({ query: '{ help(viewer: {region: "BV", __proto: 1}) { emergency } }', [WORD]: WORD });
    }
    const sha256Hash = createHash('sha256').update(ACTIVE).digest('hex');
    const extensions = { persistedQuery: { version: 1, sha256Hash }, [WORD]: WORD };
    await this.post({ variables, extensions });
    await this.post({ query: ACTIVE, variables, extensions });
    await this.post({ variables, extensions });
    await this.send('/graphql', { method: 'OPTIONS', headers: { 'access-control-request-method': 'POST' } });
    await this.send(`/graphql?query=${encodeURIComponent('{ help { emergency } }')}&${WORD}=${WORD}`, {
      method: 'HEAD',
    });
  }

  private async mistakes(): Promise<void> {
    const variables = { viewer: VIEWER };
    const aliases = Array.from({ length: 50 }, (_, i) => `${WORD}${i}: __typename`).join(' ');
    await this.post({ query: `{ ${WORD} ` });
    await this.post({ query: `{ ${WORD} }` });
    await this.post({ query: ACTIVE, variables: { surface: { [WORD]: WORD }, viewer: { region: { [WORD]: 1 } } } });
    await this.post({ query: PROGRAMME, variables: { ...variables, hours: 1_000 } });
    await this.post({ query: `{ ${aliases} }` });
    await this.post({ documentId: WORD, variables });
    await this.post({ query: `mutation ${WORD} { ${WORD} }`, variables });
    await this.post(`{"query": "${WORD}`);
    await this.post([{ query: ACTIVE, variables }]);
    await this.post({ query: `# ${WORD.repeat(100_000)}` });
    await this.post(WORD, '/graphql', { 'content-type': `text/${WORD}` });
    await this.post({ query: ACTIVE, variables: { surface: `${WORD}\0`, viewer: { locale: `\ud800${WORD}` } } });
    await this.link({ query: ACTIVE, variables: `{"${WORD}` });
    await this.send(`/graphql/${WORD}?${WORD}=${WORD}`);
    await this.send(`/${WORD}`);
    await this.send(`/%E0%A4%A${WORD}`);
    await this.send('/graphql', { method: 'PUT', body: WORD, headers: { 'content-type': `x/${WORD}` } });
    await this.link({ query: '{ __typename }' }, { accept: `text/${WORD}` });
  }

  /** A count is kept, for its region and item, and nothing of who counted. */
  private async showings(): Promise<void> {
    const query = '{ activeCampaign(surface: "discover") { campaign { id playlist { item { id } } } } }';
    const { data } = JSON.parse(await this.post({ query })) as {
      data: { activeCampaign: { campaign: { id: string; playlist: { item: { id: string } }[] } } };
    };
    const { id: campaignId, playlist } = data.activeCampaign.campaign;
    const count = { campaignId, itemId: playlist[0]!.item.id, region: 'GB', day: DAY(), count: 90 };
    await this.post({ batchId: BATCH_ID, counts: [count] }, '/showings');
    await this.post({ batchId: WORD, counts: [{ ...count, deviceId: WORD }], [WORD]: VIEWER }, '/showings');
    await this.post(`{"${WORD}`, '/showings');
  }

  /** Whoever guesses is slowed down by where they come from, and that is kept nowhere but in memory. */
  private async signIn(): Promise<void> {
    const body = { email: `nobody@${WORD}.example`, password: WORD };
    for (let i = 0; i < 7; i += 1) await this.post(body, '/auth/sign-in/email', { origin: this.url });
    await this.post({ ...body, token: WORD }, '/auth/enrol');
    await this.send(`/auth/${WORD}`);
    await this.send('/sign-in');
  }

  /** A member's browser is one, too: its address and its names are not kept, what the member does is. */
  private async management(key: string): Promise<void> {
    const authorization = `Bearer ${key}`;
    await this.post({ query: '{ me { role } }' }, '/manage/graphql', { authorization });
    await this.post({ query: `query ${WORD} { ${WORD}: me { role } }` }, '/manage/graphql', { authorization });
    await this.post({ query: `{ ${WORD} }` }, '/manage/graphql', { authorization });
    await this.post({ query: '{ me { role } }' }, '/manage/graphql', { authorization: `Bearer ${WORD}` });
    await this.post({ query: `{ contentItem(id: "${WORD}") { id } }` }, '/manage/graphql', { authorization });
  }

  /** What never becomes a request: the server answers it by itself, or hangs up. */
  private async brokenHttp(): Promise<void> {
    for (const text of [
      `GET /${WORD} HTTP/9.9\r\n\r\n`,
      `GET /graphql HTTP/1.1\r\nhost: x\r\n${WORD}\r\n\r\n`,
      `GET /graphql HTTP/1.1\r\nhost: x\r\n${WORD}: ${'x'.repeat(40_000)}\r\n\r\n`,
      `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n${WORD}`,
    ]) {
      const connection = await RawConnection.open(this.url);
      connection.write(text);
      this.headers += (await connection.rest()).toString('latin1');
      connection.destroy();
    }
    const gone = await RawConnection.open(this.url);
    gone.write(
      `POST /graphql HTTP/1.1\r\nhost: ${WORD}\r\ncontent-type: application/json\r\ncontent-length: 999\r\n\r\n{"${WORD}`,
    );
    gone.destroy();
  }
}
