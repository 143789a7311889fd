import type { PolicyPack, PolicyRule } from './policy-pack.js';

/** A rule file of the Vale prose linter: its name within the style's folder, and its YAML. */
export interface ValeFile {
  readonly name: string;
  readonly text: string;
}

/**
 * A pack as a style of Vale (https://vale.sh): one `existence` rule for each rule of phrases. Numbers near words, gaps, safe phrases
 * and examples cannot be said in that form, so Vale finds more, and what it does not find is not thereby clean.
 */
export function valeStyle(pack: PolicyPack): ValeFile[] {
  return pack.rules.flatMap((rule) =>
    rule.match.kind === 'PHRASES' ? [ruleFile(pack, rule, rule.match.phrases)] : [],
  );
}

const LEVELS = { BLOCK: 'error', WARN: 'warning', HUMAN: 'suggestion' } as const;

function ruleFile(pack: PolicyPack, rule: PolicyRule, phrases: readonly string[]): ValeFile {
  const lines = [
    `# ${pack.id} ${pack.version}${pack.completeness === 'HINTS' ? ', hints only' : ''}`,
    'extends: existence',
    `message: ${JSON.stringify(`${rule.message} ${rule.advice}`)}`,
    `level: ${LEVELS[rule.severity]}`,
    ...(rule.fields?.every((field) => field === 'TITLE' || field === 'CAMPAIGN') === true ? ['scope: heading'] : []),
    'ignorecase: true',
    'tokens:',
    ...phrases.map((phrase) => `  - ${JSON.stringify(phraseToken(phrase))}`),
  ];
  return { name: `${rule.id}.yml`, text: `${lines.join('\n')}\n` };
}

/** A phrase as a regular expression of Vale: whole words, up to two words for a gap. */
function phraseToken(phrase: string): string {
  let token = '';
  for (const part of phrase.split(' ')) {
    if (part === '~') token += String.raw`(?:\S+ ){0,2}`;
    else token += `${choice(part)} `;
  }
  return token.trimEnd();
}

function choice(part: string): string {
  const words = part
    .split('|')
    .map((word) => word.replace(/[.+?^${}()[\]\\]/g, String.raw`\$&`).replace(/\*$/, String.raw`\w*`));
  return words.length === 1 ? words[0]! : `(?:${words.join('|')})`;
}
