/** How fast documents are checked, and whether the memory stays flat: 10,000 revisions of 5 KB a locale, in ten locales. */
import { checkDocument, POLICY_PACKS } from '#domain';

const LOCALES = ['en', 'es', 'de', 'fr', 'pt', 'ar', 'ja', 'hi', 'zh', 'ru'];
/** Ordinary sentences, so that rules have words to look at; every now and then one that is found. */
const SENTENCES = {
  en: ['Talk to a friend when the day is heavy.', 'Recovery is slow, and it is real.', 'He committed suicide.'],
  es: ['Habla con alguien cuando el día pesa.', 'La recuperación es lenta y es real.', 'Juan cometió suicidio.'],
  de: ['Sprich mit jemandem, wenn der Tag schwer ist.', 'Besserung braucht Zeit.', 'Das Wort Selbstmord.'],
  fr: ['Parle à quelqu’un quand la journée est lourde.', 'Le mieux vient lentement.', 'Il a commis un suicide.'],
  pt: ['Fala com alguém quando o dia pesa.', 'A recuperação é lenta e é real.', 'Ele cometeu suicídio.'],
  ar: ['تحدث مع صديق عندما يثقل اليوم.', 'التعافي بطيء لكنه حقيقي.', 'كان وزني ٣٨ كغ.'],
  ja: ['つらい日には誰かに話してください。', '回復はゆっくりですが、本物です。', '体重は３８kgでした。'],
  hi: ['जब दिन भारी हो तो किसी से बात करें।', 'सुधार धीमा है, पर सच्चा है।', 'मेरा वज़न ३८ kg था।'],
  zh: ['难过的时候请和朋友聊聊。', '康复很慢，但它是真的。', '我的体重是３８公斤。'],
  ru: ['Поговори с другом, когда день тяжёлый.', 'Выздоровление идёт медленно.', 'Мой вес был 38 кг.'],
};
const BODY_BYTES = 5 * 1024;
const WARM_UP = 100;

/**
 * @param options `documents`: revisions to check, 10,000 unless a shorter run is wanted; each has one locale of 5 KB, the ten in turn
 * @returns lines of Markdown
 */
export async function measureLint({ documents = 10_000 } = {}) {
  const names = Array.from({ length: 40 }, (_, i) => `Partner Organisation Number ${i}`);
  const by = { safeNames: names, domains: ['example.org'] };
  for (let i = 0; i < WARM_UP; i += 1) checkDocument(documentOf(i), POLICY_PACKS, by);
  globalThis.gc?.();
  const memory = [];
  const perLocale = Object.fromEntries(LOCALES.map((locale) => [locale, { ms: 0, count: 0 }]));
  let findings = 0;
  const start = performance.now();
  for (let i = 0; i < documents; i += 1) {
    const document = documentOf(i);
    const before = performance.now();
    findings += checkDocument(document, POLICY_PACKS, by).findings.length;
    const own = perLocale[document.defaultLocale];
    own.ms += performance.now() - before;
    own.count += 1;
    if ((i + 1) % Math.ceil(documents / 10) === 0) {
      globalThis.gc?.();
      memory.push(process.memoryUsage().heapUsed / 1024 / 1024);
    }
  }
  const seconds = (performance.now() - start) / 1_000;
  const whole = (value) => Math.round(value).toLocaleString('en');
  const [first, last] = [memory[0] ?? 0, memory.at(-1) ?? 0];
  return [
    '## Checking texts',
    '',
    `${whole(documents)} revisions of 5 KB in ten locales, one after another in one process, every pack that comes with Marquee: ${whole(documents / seconds)} documents a second (${seconds.toFixed(1)} s, ${whole(findings)} findings).`,
    `Heap after each tenth, ${globalThis.gc === undefined ? 'not collected (start with --expose-gc)' : 'collected'}: ${memory.map((mb) => mb.toFixed(0)).join(', ')} MB; ${last - first > 20 ? 'it grows' : 'it stays flat'}.`,
    '',
    '| locale | ms a document |',
    '| ------ | ------------- |',
    ...Object.entries(perLocale).map(
      ([locale, { ms, count }]) => `| ${locale} | ${(ms / Math.max(1, count)).toFixed(2)} |`,
    ),
  ];
}

/** A revision of about 5 KB of its locale's script, never twice the same. */
function documentOf(index) {
  const locale = LOCALES[index % LOCALES.length];
  const [often, also, rare] = SENTENCES[locale];
  let body = `# ${index}\n\n`;
  for (let i = 0; Buffer.byteLength(body) < BODY_BYTES; i += 1)
    body += `${i % 50 === 49 ? rare : i % 2 === 0 ? often : also} ${index + i}${i % 6 === 5 ? '\n\n' : ' '}`;
  return {
    kind: 'ARTICLE',
    topics: ['help_seeking'],
    ageMin: null,
    rights: { from: null, to: null, regions: [] },
    defaultLocale: locale,
    localizations: { [locale]: { title: often, summary: also, body, contentNote: null, media: [] } },
  };
}
