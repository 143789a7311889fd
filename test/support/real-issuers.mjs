/**
 * Providers of OpenID Connect for tests, by `oidc-provider`, in a process of their own: one for each host, made by `POST /_make`, where somebody signs out by `POST /_logout`. Who signs in is said by
 * the `login_hint`, claims as JSON in base64url, or without one by what the provider was made with; nobody is asked for anything.
 */
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const providers = new Map();
const accounts = new Map();

function make({ issuer, clientId, clientSecret, redirectUri, logoutUri, isAddressInToken, person }) {
  const client = {
    client_id: clientId,
    redirect_uris: [redirectUri],
    ...(logoutUri && { backchannel_logout_uri: logoutUri }),
    ...(clientSecret === null
      ? { token_endpoint_auth_method: 'none' }
      : { client_secret: clientSecret, token_endpoint_auth_method: 'client_secret_basic' }),
  };
  const provider = new Provider(issuer, {
    clients: [client],
    pkce: { required: () => true },
    cookies: { keys: ['a key of tests'] },
    claims: { openid: ['sub', 'amr'], email: ['email', 'email_verified'] },
    conformIdTokenClaims: !isAddressInToken,
    findAccount: (_, accountId) => ({ accountId, claims: () => accounts.get(accountId) }),
    features: { devInteractions: { enabled: false }, backchannelLogout: { enabled: true } },
    // The client is at this machine, which a provider asks as little as we do.
    fetch: (url, options) => fetch(url, { ...options, dispatcher: undefined }),
  });
  provider.proxy = true;
  providers.set(new URL(issuer).host, { provider, person, clientId, answer: provider.callback() });
}

/** As when somebody signs out there: the client is told. Answers with what it said. */
async function logOut({ issuer, sub }, response) {
  const { provider, clientId } = providers.get(new URL(issuer).host);
  const client = await provider.Client.find(clientId);
  try {
    await client.backchannelLogout(sub, 'a-session-there');
    response.end('200');
  } catch (error) {
    response.end(error.message);
  }
}

async function bodyOf(request) {
  let body = '';
  for await (const chunk of request) body += chunk;
  return JSON.parse(body);
}

async function enter({ provider, person }, request, response) {
  const { params } = await provider.interactionDetails(request, response);
  const hint = params.login_hint;
  const claims = hint === undefined ? person : JSON.parse(Buffer.from(hint, 'base64url').toString());
  accounts.set(claims.sub, claims);
  const grant = new provider.Grant({ accountId: claims.sub, clientId: params.client_id });
  grant.addOIDCScope('openid email');
  const login = { accountId: claims.sub, ...(claims.amr && { amr: claims.amr }) };
  await provider.interactionFinished(request, response, { login, consent: { grantId: await grant.save() } });
}

const server = createServer((request, response) => void answered(request, response));

async function answered(request, response) {
  try {
    if (request.url === '/_logout') return await logOut(await bodyOf(request), response);
    if (request.url === '/_make') {
      make(await bodyOf(request));
      return void response.end();
    }
    const asked = providers.get(request.headers['x-forwarded-host'] ?? request.headers.host);
    if (request.url.startsWith('/interaction/')) await enter(asked, request, response);
    else await asked.answer(request, response);
  } catch (error) {
    response.writeHead(500).end(String(error));
  }
}

server.listen(0, '127.0.0.1', () => process.send(server.address().port));
process.once('disconnect', () => process.exit());
