/** Everything it needs comes from here; nothing of it is inline. */
export const SIGN_IN_PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
};

/** The least that a person needs to come in: a link, a password, a second factor. A console of one's own takes its place. */
export const SIGN_IN_PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="referrer" content="no-referrer">
<title>Marquee: sign in</title>
<script src="/sign-in.js" defer></script>
</head>
<body>
<main>
<h1>Marquee</h1>
<p id="said" role="status"></p>
<form id="sign-in">
<h2 id="title">Sign in</h2>
<p><label>E-mail <input id="email" type="email" autocomplete="username" required></label></p>
<p><label>Password <input id="password" type="password" autocomplete="current-password" minlength="12" maxlength="128" required></label></p>
<p><button>Go on</button> <button id="passkey" type="button" hidden>Use a passkey</button> <button id="forgot" type="button">Password lost</button></p>
</form>
<form id="issuers" hidden></form>
<form id="second" hidden>
<h2>Second factor</h2>
<p id="setup" hidden>Put this into your authenticator app: <code id="uri"></code></p>
<p id="codes-note" hidden>Keep these recovery codes, each is good once: <code id="codes"></code></p>
<p><label>Code <input id="code" autocomplete="one-time-code" required></label></p>
<p><button>Go on</button> <button id="passkey-instead" type="button" hidden>Set up a passkey instead</button></p>
</form>
<form id="done" hidden>
<p><button>Sign out</button> <button id="add-passkey" type="button" hidden>Add a passkey</button></p>
</form>
</main>
</body>
</html>
`;

export const SIGN_IN_SCRIPT = `'use strict';
const at = (id) => document.getElementById(id);
const say = (text) => { at('said').textContent = text; };
const show = (id) => {
  for (const one of ['sign-in', 'second', 'done']) at(one).hidden = one !== id;
  at('issuers').hidden = id !== 'sign-in' || at('issuers').childElementCount === 0;
};
// What a link carries stands behind the #, which no browser sends anywhere; it is taken out of the address at once.
const [carried = '', carriedIssuer = ''] = location.hash.slice(1).split(/&?issuer=/);
// From a provider people come back to an address of its own, with what it says of them; that is taken out of the address, too.
const from = location.pathname.startsWith('/sign-in/from/') ? location.pathname.slice('/sign-in/from/'.length) : null;
const back = location.search.slice(1);
if (location.hash || location.search || from) history.replaceState(null, '', '/sign-in');
let reset = carried.startsWith('reset=') ? carried.slice(6) : null;
const verify = carried.startsWith('verify=') ? carried.slice(7) : null;
let link = /^mq[il]_/.test(carried) ? carried : null;

async function ask(path, body) {
  const init = body === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch('/auth/' + path, { credentials: 'same-origin', ...init });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error((answer && answer.message) || 'This did not work (' + response.status + ').');
  return answer || {};
}

async function signIn() {
  const email = at('email').value;
  const password = at('password').value;
  await entered(await ask('sign-in/email', { email, password }), { password });
}

// What a browser says of authenticators, in words for people.
const OF_AUTHENTICATORS = {
  InvalidStateError: 'You have a passkey on this device already. Sign in with it.',
  NotAllowedError: 'No passkey was used: it was not confirmed, or there is none here. Try again, or come in by another way.',
};
const hasPasskeys = Boolean(window.PublicKeyCredential && PublicKeyCredential.parseRequestOptionsFromJSON);

async function enterByPasskey() {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(await ask('passkey/generate-authenticate-options'));
  const credential = await navigator.credentials.get({ publicKey });
  await ask('passkey/verify-authentication', { response: credential.toJSON() });
  finish();
}

async function addPasskey() {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(await ask('passkey/generate-register-options'));
  const credential = await navigator.credentials.create({ publicKey });
  await ask('passkey/verify-registration', { response: credential.toJSON() });
}

// Whatever somebody came in by: a second factor may follow, or have to be set up.
async function entered(answer, proof) {
  if (answer.twoFactorRedirect) { show('second'); say('Give the code of your authenticator app, or a recovery code.'); return; }
  if (answer.user && !answer.user.twoFactorEnabled && !answer.isSecondFactorTrusted) {
    const made = await ask('two-factor/enable', proof).catch(() => null);
    if (made === null) { finish(); say('You are signed in. Staff without a second factor sign in with their password first, to set one up.'); return; }
    at('uri').textContent = made.totpURI;
    at('codes').textContent = made.backupCodes.join(' ');
    at('setup').hidden = at('codes-note').hidden = false;
    at('passkey-instead').hidden = !hasPasskeys;
    show('second');
    say('Staff need a second factor; a member of a partner may leave this page.');
    return;
  }
  finish();
}

// What was shown once, or typed, is not left on the page.
function finish() {
  for (const field of ['password', 'code']) at(field).value = '';
  for (const shown of ['uri', 'codes']) at(shown).textContent = '';
  for (const once of ['setup', 'codes-note', 'passkey-instead']) at(once).hidden = true;
  show('done');
  say('You are signed in.');
}

function ready() {
  link = reset = null;
  at('title').textContent = 'Sign in';
  at('email').required = true;
}

function on(id, event, work) {
  at(id).addEventListener(event, (happened) => {
    happened.preventDefault();
    say('');
    work().catch((error) => say(OF_AUTHENTICATORS[error.name] || error.message));
  });
}

// Out to a provider; a link that sets up an account goes along.
async function goTo(issuer) {
  const { url } = await ask('issuer/begin', link ? { issuer, token: link } : { issuer });
  location.assign(url);
}

function offer(issuer, name) {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = 'Go on with ' + name;
  button.addEventListener('click', () => { say(''); goTo(issuer).catch((error) => say(error.message)); });
  at('issuers').append(button);
  at('issuers').hidden = at('sign-in').hidden;
}

on('sign-in', 'submit', async () => {
  if (reset) {
    await ask('reset-password', { token: reset, newPassword: at('password').value });
    ready();
    say('The password is set. Sign in with it.');
    return;
  }
  if (link) await ask('enrol', { token: link, email: at('email').value, password: at('password').value });
  ready();
  await signIn();
});
on('second', 'submit', async () => {
  const code = at('code').value.trim();
  await ask(/^[0-9]{6}$/.test(code) ? 'two-factor/verify-totp' : 'two-factor/verify-backup-code', { code });
  finish();
});
on('forgot', 'click', async () => {
  await ask('request-password-reset', { email: at('email').value });
  say('If there is such an account and its address was proven, mail is on its way.');
});
on('passkey', 'click', enterByPasskey);
on('add-passkey', 'click', async () => { await addPasskey(); say('The passkey is added. Sign in with it from now on.'); });
// The session that added it is worth no more than before: the passkey is what staff come in by.
on('passkey-instead', 'click', async () => { await addPasskey(); await enterByPasskey(); });
on('done', 'submit', async () => { await ask('sign-out', {}); show('sign-in'); say('You are signed out.'); });

at('passkey').hidden = at('add-passkey').hidden = !hasPasskeys;
if (link) at('title').textContent = 'Set up your account';
if (reset) { at('title').textContent = 'Set a new password'; at('email').required = false; }
if (carriedIssuer) offer(carriedIssuer, 'the provider of your organisation');
if (from) ask('issuer/finish', { issuer: from, search: back }).then((answer) => entered(answer, {})).catch((error) => say(error.message));
ask('issuers').then(({ issuers }) => issuers.forEach(({ id, name }) => offer(id, name)), () => undefined);
if (verify) ask('verify-email?token=' + encodeURIComponent(verify)).then(() => say('Your address is proven.'), (error) => say(error.message));
`;
