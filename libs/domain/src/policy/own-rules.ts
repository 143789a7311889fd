import type { Severity, TextMatch } from './policy-pack.js';

/** Rules that no pack has, since they ask of the shape of a document and not of the words of a language. */
export const OWN_RULES_PACK = { id: 'marquee', version: '1.0.0' } as const;

interface OwnRule {
  readonly severity: Severity;
  readonly message: string;
  readonly advice: string;
}

export const OWN_RULES = {
  'meta.topic': rule('HARD', 'Topics, or the lowest age of a sensitive subject, are not set.', 'Set both.'),
  'meta.subject': rule(
    'BLOCK',
    'The text speaks of a sensitive subject that its topics do not name, so that fewer people would look at it.',
    'Add the topic, such as suicide_prevention, self_harm or eating_disorder.',
  ),
  'warn.note': rule(
    'HARD',
    'A sensitive text has no content note in this locale.',
    'Say in a few words what it speaks of, and what else there is to do.',
  ),
  'a11y.alt': rule('HARD', 'A picture is not told in words.', 'Describe what it shows and means.'),
  'a11y.captions': rule('HARD', 'A film has no captions in the language of its text.', 'Add them.'),
  'a11y.transcript': rule('HARD', 'A recording has no transcript.', 'Add the words that are spoken.'),
  'a11y.plain': rule(
    'WARN',
    'The text is hard to read: long words in long sentences.',
    'Write as you would speak to a friend of fourteen.',
  ),
  'disc.information': rule(
    'HARD',
    'A guide does not say in this locale that it is for information only.',
    'Say it in the notice of the locale, in the words of somebody who speaks it.',
  ),
  'help.emergency': rule(
    'HARD',
    'A guide does not say in this locale what to do in an emergency.',
    'Add the section of that slot.',
  ),
  'link.allowlist': rule(
    'BLOCK',
    'The address is not one of the partner: not https, a shortener, look-alike letters, or a domain that was not verified.',
    'Link to a page of a verified domain, in full.',
  ),
  'link.tracking': rule(
    'BLOCK',
    'The address tells somebody who follows it: tracking parameters or a counting page.',
    'Take everything behind the ? out that the page does not need.',
  ),
  'help.numbermatch': rule(
    'BLOCK',
    'A number to call or to text is of no helpline that is on file for the regions of this text.',
    'Name the helpline instead: its number stands beside every text, the right one for each viewer.',
  ),
  'text.hidden': rule(
    'BLOCK',
    'The text holds what nobody can see, or letters of two scripts in one word.',
    'Type the word again.',
  ),
  'priv.thirdparty': rule(
    'WARN',
    'Somebody else may be named: an account, or where they learn or work.',
    'Leave it out, unless they speak for the partner.',
  ),
  'priv.minor': rule(
    'HUMAN',
    'Can a person under age be recognised in this story?',
    'If so, ask for changes: names, places and dates that lead to them go.',
  ),
  'hope.present': rule(
    'HUMAN',
    'Is there a way on: recovery, coping, something to do, somebody to turn to?',
    'If not, ask for it.',
  ),
  'lang.cause': rule('HUMAN', 'Is one simple cause given?', 'If so, ask for changes: it is never one thing alone.'),
  'celebrity.recent': rule(
    'HUMAN',
    'Does it speak of the death of a known person?',
    'If so, ask for changes unless it is long ago, without method or praise.',
  ),
  'text.unread': rule(
    'HUMAN',
    'What stands in this file was not handed in as text. Have you read it by the same rules?',
    'Read it, or ask the partner for its text.',
  ),
  'locale.unchecked': rule(
    'HUMAN',
    'No pack reads this language. Has somebody who reads it read all of it by the guidance?',
    'Find such a person, or leave the locale undecided.',
  ),
  'img.attest': rule('HUMAN', 'What does it show? Nobody has attested it yet.', 'Look at it and say so.'),
  'img.injury': rule('BLOCK', 'It shows wounds or scars.', 'Ask for another picture.'),
  'img.means': rule('BLOCK', 'It shows a means.', 'Ask for another picture.'),
  'img.emaciated': rule('BLOCK', 'It shows a body at its lowest weight.', 'Ask for another picture.'),
  'img.measure': rule('BLOCK', 'It shows scales, tapes or measurements.', 'Ask for another picture.'),
  'img.site': rule('BLOCK', 'It shows the place where somebody died.', 'Ask for another picture.'),
  'img.beforeafter': rule(
    'BLOCK',
    'It compares a body before and after.',
    'Ask for one moment of a life that goes on.',
  ),
  'img.minor': rule('BLOCK', 'A person under age can be recognised in it.', 'Ask for another picture.'),
  'img.blur': rule(
    'HARD',
    'It shows what people should not meet unprepared, and does not stay blurred.',
    'Mark it as blurred.',
  ),
  'a11y.motion': rule(
    'BLOCK',
    'It flashes more than three times a second, or moves without an end.',
    'Ask for another cut.',
  ),
  'a11y.sound': rule('BLOCK', 'Sound begins by itself.', 'Ask for a file that begins when it is played.'),
} as const satisfies Record<string, OwnRule>;
export type OwnRuleId = keyof typeof OWN_RULES;

function rule<S extends Severity>(severity: S, message: string, advice: string) {
  return { severity, message, advice };
}

/** What a rule of our own found, at `[start, end)` of a text; without a place in it, at its beginning. */
export function ownMatch(id: OwnRuleId, start = 0, end = start): TextMatch {
  const { severity, message, advice } = OWN_RULES[id];
  return {
    rule: id,
    pack: OWN_RULES_PACK.id,
    packVersion: OWN_RULES_PACK.version,
    severity,
    isDowngraded: false,
    message,
    advice,
    start,
    end,
  };
}
