/**
 * Secrets, and paths of the machine someone worked on, in the text of a file: neither belongs into a repository.
 *
 * Patterns are of the shapes that real keys have, so that words about keys, placeholders and test values do not match.
 */
const TRACES = [
  { what: 'a private key', pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----/ },
  { what: 'a cloud access key', pattern: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/ },
  { what: 'a GitHub token', pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{50})/ },
  { what: 'an npm token', pattern: /\bnpm_[A-Za-z0-9]{36}\b|_authToken\s*=\s*(?!\$\{)[^\s"']{8}/ },
  { what: 'a service token', pattern: /\bxox[abprs]-[0-9]{6,}|\bsk_live_[A-Za-z0-9]{16}|\bAIza[\w-]{35}\b/ },
  { what: 'a signed token', pattern: /\beyJ[\w-]{16,}\.eyJ[\w-]{16,}\.[\w-]{20,}/ },
  {
    what: 'a home folder',
    pattern: /(?<![\w.$}-])(?:\/home\/(?!runner\b|node\b|<)[a-z][\w.-]*\/|\/Users\/(?!<)[A-Za-z][\w.-]*\/|\/root\/)/,
  },
  { what: 'a home folder', pattern: /\b[A-Z]:\\+Users\\+(?!<)\w/ },
];

/** `user:password@host`, where the password is none of the words documentation uses. */
const CREDENTIALS = /\b[a-z][a-z+]*:\/\/[\w.%-]+:([^@\s/'"`]+)@/g;
const PLACEHOLDERS = /^(?:password|postgres|marquee|secret|pass|pw|test|\.{3}|<.*>|\$.*|\*+|%.*)$/i;

/** Is the path there as a whole, and not as the beginning of a longer name? */
function isNamed(content, path) {
  const start = content.indexOf(path);
  return start >= 0 && !/[\w-]/.test(content[start + path.length] ?? '');
}

/**
 * @param {string} text the whole file
 * @param {readonly string[]} ownPaths paths of this machine that must not appear: the checkout, the home folder
 * @returns {{ line: number, what: string }[]}
 */
export function traces(text, ownPaths = []) {
  return text.split('\n').flatMap((content, index) => {
    const found = TRACES.filter(({ pattern }) => pattern.test(content)).map(({ what }) => what);
    const passwords = [...content.matchAll(CREDENTIALS)].filter(([, password]) => !PLACEHOLDERS.test(password));
    if (passwords.length > 0) found.push('a password in a URL');
    if (ownPaths.some((path) => isNamed(content, path))) found.push('a path of this machine');
    return found.map((what) => ({ line: index + 1, what }));
  });
}
