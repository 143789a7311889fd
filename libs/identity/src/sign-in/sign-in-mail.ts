import type { Mail } from './sign-in-options.js';

/** @param url opens the page on which a new password is set, for an hour, once */
export function resetMail(to: string, url: string): Mail {
  return {
    to,
    subject: 'Marquee: set a new password',
    text: `Somebody, most likely you, asked for a new password. Within an hour this opens the way to it, once:

${url}

Your second factor stays as it is, and all your sessions end. If it was not you, do nothing.
`,
  };
}

/** @param url opens the page which proves that the address is read by its owner */
export function verificationMail(to: string, url: string): Mail {
  return {
    to,
    subject: 'Marquee: is this your address?',
    text: `An account of Marquee was set up with this address. Within an hour this proves that it is yours, so that a lost password can be replaced by mail:

${url}

If it is not yours, do nothing.
`,
  };
}
