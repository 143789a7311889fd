/**
 * Providers of OpenID Connect for tests, by `oidc-provider`, in a process of their own: one for each host, made by `POST /_make`. Who signs in is said by
 * the `login_hint`, claims as JSON in base64url, or without one by what the provider was made with; nobody is asked for anything.
 */
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const providers = new Map();
const accounts = new Map();

function make({ issuer, clientId, clientSecret, redirectUri, isAddressInToken, person }) {
  const client = {
    client_id: clientId,
    redirect_uris: [redirectUri],
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
    features: { devInteractions: { enabled: false } },
  });
  provider.proxy = true;
  providers.set(new URL(issuer).host, { provider, person, answer: provider.callback() });
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
    if (request.url === '/_make') {
      let body = '';
      for await (const chunk of request) body += chunk;
      make(JSON.parse(body));
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
