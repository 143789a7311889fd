/** What people and client apps send, and what a story expects of the answers. */
export class StoryClient {
  constructor(url) {
    this.url = url;
  }

  /** @returns the data of one operation; throws on a GraphQL error */
  async manage(key, query, variables = {}) {
    return this.post('/manage/graphql', { query, variables }, { authorization: `Bearer ${key}` });
  }

  async deliver(query, variables = {}) {
    return this.post('/graphql', { query, variables }, {});
  }

  /** A mutation that is accepted. @returns what it made or changed */
  async done(key, mutation, input, field, selection = `${field} { id }`) {
    const { node, refusals } = await this.mutate(key, mutation, input, field, selection);
    if (refusals.length > 0)
      throw new Error(`${mutation} was refused: ${refusals.map((one) => one.message).join(' ')}`);
    return node;
  }

  /** A mutation that is refused. @returns the messages */
  async refused(key, mutation, input, field) {
    const { refusals } = await this.mutate(key, mutation, input, field, '__typename');
    if (refusals.length === 0) throw new Error(`${mutation} was accepted, and was not to be.`);
    return refusals.map(({ code, message }) => `${code}: ${message}`);
  }

  async mutate(key, mutation, input, field, selection) {
    const type = `${mutation[0].toUpperCase()}${mutation.slice(1)}Input`;
    const query = `mutation ($input: ${INPUTS[mutation] ?? type}!) { ${mutation}(input: $input) { ${selection} refusals { code message } } }`;
    const data = await this.manage(key, query, { input });
    const { refusals, [field]: node } = data[mutation];
    return { node, refusals };
  }

  async post(path, body, headers) {
    const response = await fetch(`${this.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    const { data, errors } = await response.json();
    if (errors !== undefined) throw new Error(`${path}: ${JSON.stringify(errors)}`);
    return data;
  }
}

/** Inputs that are not named after their mutation. */
const INPUTS = { requestChanges: 'DecideRevisionInput' };
