import type { PolicyPack } from '../policy-pack.js';

const GUIDANCE = [
  'https://www.who.int/publications/i/item/9789240076846',
  'https://www.samaritans.org/about-samaritans/media-guidelines/',
  'https://theactionalliance.org/messaging',
  'https://mindframe.org.au/',
  'https://www.orygen.org.au/chatsafe',
];
const EXAMPLE_MARKS = [
  'rather than',
  'instead of',
  'not',
  "don't say",
  'do not say',
  'never say',
  'avoid',
  'avoid saying',
];
const TOPIC = 'suicide|suicides|suicidal|selfharm';

/** English wording on suicide and self-harm, in our own words. */
export const ENGLISH_SUICIDE: PolicyPack = {
  id: 'en-suicide',
  version: '1.1.0',
  locale: 'en',
  subject: 'SUICIDE',
  completeness: 'COMPLETE',
  informedBy: GUIDANCE,
  safePhrases: [
    'suicide prevention',
    'preventing suicide',
    'suicide & crisis lifeline',
    'suicide crisis helpline',
    'suicide crisis line|lines|lifeline|helpline|helplines',
    'suicide loss',
    'suicide note|notes ~ guidance',
  ],
  exampleMarks: EXAMPLE_MARKS,
  subjectWords: [TOPIC, 'self harm|harms|harmed|harming', 'self injury'],
  rules: [
    {
      id: 'lang.commit',
      severity: 'WARN',
      message: 'The wording comes from a time when it was a crime or a sin.',
      advice: 'Write "died by suicide" or "took their own life", as the partner prefers.',
      match: {
        kind: 'PHRASES',
        phrases: ['commit|commits|committed|commited|committing suicide', 'committed ~ act of suicide'],
      },
    },
    {
      id: 'lang.outcome',
      severity: 'WARN',
      message: 'A death is told as a success, or surviving as a failure.',
      advice: 'Write "died by suicide" or "survived an attempt".',
      match: {
        kind: 'PHRASES',
        phrases: [
          'successful|successfully|failed|unsuccessful|completed ~ suicide|attempt|attempts',
          'suicide|attempt was successful|unsuccessful|completed',
        ],
      },
    },
    {
      id: 'lang.epidemic',
      severity: 'WARN',
      message: 'The scale is told as a natural force, which makes it sound usual and unstoppable.',
      advice: 'Give the number with its source, or write "rising" or "higher than".',
      match: {
        kind: 'PHRASES',
        phrases: ['suicide epidemic|wave|pact|contagion', 'epidemic|wave|skyrocketing|soaring ~ suicide|suicides'],
      },
    },
    {
      id: 'lang.outofcontext',
      severity: 'WARN',
      message: 'The word stands for something else here, which makes light of it.',
      advice: 'Say what is meant: a great risk, a lost cause.',
      match: {
        kind: 'PHRASES',
        phrases: ['political|career|financial|economic suicide', 'suicide mission|squeeze|pass'],
      },
    },
    {
      id: 'lang.personlabel',
      severity: 'WARN',
      message: 'A person is named after what happens to them.',
      advice: 'Put the person first: "a person who self-harms", "people bereaved by suicide".',
      match: {
        kind: 'PHRASES',
        phrases: [
          'a|the|another cutter',
          'a|the|another self harmer',
          'cutters',
          'self harmers',
          'addict|addicts|junkie|junkies',
          'was|were|became a suicide',
        ],
        // Somebody may call themself what they like.
        unlessNear: ['i', "i'm", 'myself', 'attempt', 'note', 'risk', 'rate', 'survivor', 'loss', 'crisis'],
      },
    },
    {
      id: 'lang.relief',
      severity: 'BLOCK',
      message: 'Death is told as relief, peace, a reunion or a way out.',
      advice: 'Say what helped people go on, and name a way to get help.',
      match: {
        kind: 'PHRASES',
        phrases: [
          'in|to a better place',
          'only way out',
          'finally at peace',
          'finally free of|from',
          'with ~ angels now',
          'end|ended|ending ~ suffering',
        ],
      },
    },
    {
      id: 'lang.inevitable',
      severity: 'WARN',
      message: 'It is told as if nothing could have helped.',
      advice: 'Say that help is there and that many people come through.',
      match: {
        kind: 'PHRASES',
        phrases: ['nothing helps|helped', 'no one could have', 'nobody could have', 'no other way', 'beyond help'],
      },
    },
    {
      id: 'lang.singlecause',
      severity: 'HUMAN',
      message: 'Is one single cause given?',
      advice: 'It is never one thing alone; say so, or leave the cause out.',
      match: {
        kind: 'PHRASES',
        phrases: [
          'because of ~ suicide',
          'suicide because of',
          'drove|driven ~ to suicide',
          'led ~ to suicide',
          'suicide after',
        ],
      },
    },
    {
      id: 'lang.heading',
      severity: 'WARN',
      message: 'The word stands in a title, where people meet it unprepared.',
      advice: 'Lead with help or hope: "When life feels heavy".',
      fields: ['TITLE', 'CAMPAIGN'],
      match: { kind: 'PHRASES', phrases: [TOPIC, 'self harm'] },
    },
    {
      id: 'lang.normalise',
      severity: 'WARN',
      message: 'It is told as something that everybody does or thinks of.',
      advice: 'Say that it is not a usual answer to trouble, and that help works.',
      match: {
        kind: 'PHRASES',
        phrases: [
          'everyone|everybody ~ suicidal',
          'everyone|everybody thinks about suicide',
          'perfectly normal ~ suicide|suicidal',
        ],
      },
    },
    {
      id: 'method.ease',
      severity: 'BLOCK',
      message: 'It is told as quick, easy or without pain.',
      advice: 'Leave it out.',
      match: {
        kind: 'PHRASES',
        phrases: [`quick|easy|painless|instant ~ death|suicide`, `${TOPIC} ~ quick|easy|painless|quickly|painlessly`],
        unlessNear: ['help', 'support', 'helpline', 'line'],
      },
    },
    {
      id: 'method.conceal',
      severity: 'BLOCK',
      message: 'It says how something is hidden from others.',
      advice: 'Leave it out; for people who care for somebody, say what they may notice.',
      adviceTopics: ['supporting_others', 'caregiver'],
      match: {
        kind: 'PHRASES',
        phrases: [
          'hide|hides|hiding|hid|cover|covering ~ scars|cuts|wounds|injuries|bruises',
          'hide|hides|hiding|hid ~ food|meals|vomiting|exercising',
          'exercise|exercised|exercising in secret',
        ],
        unlessNear: ['signs', 'sign', 'notice'],
      },
    },
    {
      id: 'method.challenge',
      severity: 'BLOCK',
      message: 'A challenge or a hoax that calls for harm is named.',
      advice: 'Leave the name out; say what to do when somebody is asked to take part.',
      match: {
        kind: 'PHRASES',
        phrases: ['suicide challenge|challenges|game|games', 'self harm challenge|challenges|game|games'],
        unlessNear: ['hoax', 'hoaxes', 'warning', 'advice'],
      },
    },
    {
      id: 'priv.thirdparty',
      severity: 'WARN',
      message: 'It says where somebody learns or works, or what they are called.',
      advice: 'Leave it out, unless they speak for the partner.',
      match: {
        kind: 'PHRASES',
        phrases: [
          'friend|brother|sister|son|daughter|mother|father|classmate|colleague|teacher called|named',
          'goes|went to ~ high|middle|primary|secondary school',
          'works|worked at|for ~ company|hospital|school|university',
          'student|pupil|teacher at',
        ],
      },
    },
    {
      id: 'note.content',
      severity: 'BLOCK',
      message: 'A farewell note is quoted.',
      advice: 'Leave it out.',
      match: {
        kind: 'PHRASES',
        phrases: [
          'suicide note read|reads|said|says',
          'note|letter ~ left behind read|said',
          'wrote in ~ suicide note',
        ],
      },
    },
  ],
};

/** English wording on food and bodies. */
export const ENGLISH_EATING_DISORDERS: PolicyPack = {
  id: 'en-eating-disorders',
  version: '1.1.0',
  locale: 'en',
  subject: 'EATING_DISORDERS',
  completeness: 'COMPLETE',
  informedBy: [
    'https://www.beateatingdisorders.org.uk/media-centre/media-guidelines/',
    'https://www.nationaleatingdisorders.org/',
    'https://mindframe.org.au/',
  ],
  safePhrases: [],
  exampleMarks: EXAMPLE_MARKS,
  subjectWords: ['anorexia|anorexic|bulimia|bulimic', 'eating disorder|disorders|disordered', 'binge eating'],
  rules: [
    {
      id: 'lang.personlabel',
      severity: 'WARN',
      message: 'A person is named after an illness.',
      advice: 'Put the person first: "a person with anorexia".',
      match: {
        kind: 'PHRASES',
        phrases: ['an|the anorexic', 'a|the bulimic', 'anorexics|bulimics'],
        unlessNear: ['i', "i'm", 'myself', 'person', 'people', 'symptoms'],
      },
    },
    {
      id: 'ed.behaviour',
      severity: 'BLOCK',
      message: 'It says how often or how long somebody did not eat, or made up for eating.',
      advice: 'Leave it out; say what helped instead.',
      match: {
        kind: 'PHRASES',
        phrases: [
          'fasted for',
          'without eating for',
          'purged|purging ~ times|day',
          'ate nothing for',
          'skipped|skipping every meal',
          'exercise|exercised|exercising ~ burn|burned off',
          'make|made|making up for ~ eating|food|meal',
        ],
        unlessNear: ['signs', 'sign', 'notice'],
      },
    },
    {
      id: 'ed.beforeafter',
      severity: 'BLOCK',
      message: 'Bodies are compared before and after.',
      advice: 'Show one moment of a life that goes on.',
      match: { kind: 'PHRASES', phrases: ['before and after photo|photos|picture|pictures|body|shot|shots'] },
    },
    {
      id: 'ed.foodmoral',
      severity: 'WARN',
      message: 'Food is told as good or bad.',
      advice: 'Name the food without judging it.',
      match: {
        kind: 'PHRASES',
        phrases: ['cheat day|days|meal|meals', 'guilty pleasure', 'clean eating', 'eat|eating clean', 'junk food'],
      },
    },
  ],
};
