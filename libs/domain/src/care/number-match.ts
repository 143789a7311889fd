import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { PlainForm } from '../policy/plain-form.js';
import { DAY_MS, type Window } from '../time/instant.js';
import type { HelpRegistry } from './help.js';
import type { HelplineChannel } from './helpline.js';
import { policyOf, serviceEdges, servicesIn } from './standing.js';

/** Where and when a text is shown. */
export interface NumberPlace {
  /** ISO 3166-1 alpha-2; empty: everywhere. */
  readonly regions: readonly string[];
  /** On Earth. */
  readonly window: Window;
}

/** A number in a text that no helpline has which is shown there then. It says where, and never what stands there. */
export interface MisplacedNumber {
  /** UTF-16 offsets into the text as it was written, `[start, end)`. */
  readonly start: number;
  readonly end: number;
  /** True for a number that is on file: of another region, or of another time. */
  readonly isOnFile: boolean;
}

/** Digits in groups, as people part them. */
const NUMBER = /[+(]?\d+(?:[ .-]?[( ]?\d+\)?){0,9}/g;
const DIGITS = /\d+/g;
/** Below it a number is looked at only where somebody is told to dial it: years, ages, prices. */
const BARE_DIGITS_MIN = 5;
const NEAR_DIGITS_MIN = 6;
const SHORT_DIGITS_MIN = 3;
const PHONE_DIGITS = { min: 7, max: 15 };

const TO_CALL =
  'call|calling|dial|ring|phone|telephone|tel|text|sms|whatsapp|message|helpline|hotline|lifeline|' +
  'llama|llame|llamar|llamando|marca|marque|marcar|teléfono|telefono|escribe|envía|envia|' +
  'appelle|appelez|appeler|compose|composez|téléphone|' +
  'ruf|rufe|rufen|wähle|wählen|telefon|anrufen|ligue|liga|ligar|disque|telefone|電話|拨打|致電|致电|전화';
const FILLERS =
  'us|me|them|it|on|at|to|the|number|no|free|now|or|and|in|al|a|el|la|número|numero|gratis|o|y|au|le|numéro|ou|et|unter|an|die|den|nummer|oder|und|para|ou|e';
/** Straight before the number: `call us on`, `tel:`. */
const TOLD = new RegExp(`(?:^|[^\\p{L}])(?:${TO_CALL})[:.]?(?: (?:${FILLERS})\\b[:.]?){0,3} ?$`, 'u');
/** `text HELP to`, `envía AYUDA al`, `envoyez AIDE au`, `sende HILFE an`. */
const TEXTED =
  /(?:^|[^\p{L}])(?:text|sms|send|message|txt|envía|envia|escribe|manda|envoie|envoyez|texte|textez|sende|schreib|schreibe|mande|envie)(?: ["']?[\p{L}]+["']?){1,4} (?:to|al|a|au|an|para|por|pour)(?: the number)? ?$/u;
/** Somewhere before it in the sentence: `call Samaritans, day or night, on`. */
const TOLD_FAR = new RegExp(`(?:^|[^\\p{L}])(?:${TO_CALL})[:.]?(?:[ ,]+[\\p{L}'’-]+){0,8},? ?$`, 'u');
const CURRENCY_BEFORE = /(?:[$€£¥₹]|(?:^|[^\p{L}])(?:usd|eur|gbp|sgd|cad|aud|nzd)) ?$/u;
/** What is counted or measured, behind a number: it is no number to call. */
const COUNTED =
  /^ ?(?:%|[$€£¥₹°]|(?:usd|eur|gbp|sgd|cad|aud|nzd|euros?|dollars?|pounds?|pesos?|kg|g|km|m|cm|mm|ml|l|mg|kcal|calories|miles?|metres?|meters?|hours?|hrs?|h|days?|weeks?|months?|years?|minutes?|mins?|seconds?|times|percent|people|persons?|friends|members|volunteers|calls?|texts?|messages|countries|languages|horas?|días?|dias?|semanas?|meses|años?|minutos?|personas?|amigos|veces|heures?|jours?|semaines?|mois|ans|personnes|stunden|tage|wochen|monate|jahre|minuten|menschen|leute|anos?|pessoas|am|pm|uhr)(?![\p{L}]))/u;
const YEAR = /^(?:19|20)\d\d$/;

/** Every number of a text that looks as if it was to be called, and that nobody shown there answers. Years, prices, dates, hours are none. */
export function numberMatches(
  { text, starts, ends }: PlainForm,
  registry: HelpRegistry,
  place: NumberPlace,
): MisplacedNumber[] {
  if (!/\d/.test(text)) return [];
  const numbers = numbersOf(registry);
  const valid = numbers.validIn(place);
  return [...text.matchAll(NUMBER)].flatMap(({ 0: shown, index }) => {
    const groups = [...shown.matchAll(DIGITS)].map((group) => ({
      digits: group[0],
      end: group.index + group[0].length,
    }));
    if (isMeasured(text, index, groups)) return [];
    const verdict = verdictOn(
      { shown, groups, before: text.slice(Math.max(0, index - 120), index), text, index },
      numbers.all,
      valid,
    );
    if (verdict === null) return [];
    return [{ start: starts[index]!, end: ends[index + verdict.length - 1]!, isOnFile: verdict.isOnFile }];
  });
}

interface Group {
  readonly digits: string;
  /** In the number as it is shown, excluded. */
  readonly end: number;
}
interface Token {
  readonly shown: string;
  readonly groups: readonly Group[];
  readonly before: string;
  readonly text: string;
  readonly index: number;
}

/** A part of another thing: `24/7`, `10:30`, `1,500`, `v2`, `38kg`, `#3`. */
function isMeasured(text: string, index: number, groups: readonly Group[]): boolean {
  const [before, behind] = [text.slice(Math.max(0, index - 2), index), text.slice(index + groups.at(-1)!.end)];
  return (
    /[\p{L}\p{N}/#@=_]$/u.test(before) ||
    /\d[:.,]$/.test(before) ||
    /^(?:-?\p{L}|[/:,]\d)/u.test(behind) ||
    CURRENCY_BEFORE.test(text.slice(Math.max(0, index - 6), index))
  );
}

/** What is wrong with a number, and how much of it is meant; null: nothing. */
function verdictOn(
  token: Token,
  known: ReadonlySet<string>,
  valid: ReadonlySet<string>,
): { readonly length: number; readonly isOnFile: boolean } | null {
  const { groups, shown } = token;
  const isTold = TOLD.test(token.before) || TEXTED.test(token.before);
  // What stands behind a number may be one as well: `116 123 24 hours a day`.
  const prefixes = groups
    .map((group, i) => ({
      digits: groups
        .slice(0, i + 1)
        .map(({ digits }) => digits)
        .join(''),
      end: group.end,
    }))
    .filter(({ end }) => !COUNTED.test(token.text.slice(token.index + end)))
    .reverse();
  const isMeant = (digits: string) => isTold || digits.length >= BARE_DIGITS_MIN;
  if (prefixes.some(({ digits }) => isMeant(digits) && valid.has(digits))) return null;
  const elsewhere = prefixes.find(
    ({ digits }) => isMeant(digits) && known.has(digits) && !(YEAR.test(digits) && !isTold),
  );
  if (elsewhere !== undefined) return { length: elsewhere.end, isOnFile: true };
  const whole = prefixes[0];
  if (whole === undefined || isDateOrYears(shown, groups)) return null;
  const { digits } = whole;
  const looksCalled =
    (isTold && digits.length >= SHORT_DIGITS_MIN) ||
    (digits.length >= BARE_DIGITS_MIN && TOLD_FAR.test(token.before)) ||
    isPhoneShaped(shown, groups, digits) ||
    isNear(digits, groups, known);
  return looksCalled ? { length: whole.end, isOnFile: false } : null;
}

/** `2026`, `2021-2022`, `2026-09-10`, `10.9.2026`. */
function isDateOrYears(shown: string, groups: readonly Group[]): boolean {
  if (groups.every(({ digits }) => YEAR.test(digits))) return true;
  return /^(?:\d{4}[-.]\d{1,2}[-.]\d{1,2}|\d{1,2}[-. ]\d{1,2}[-. ](?:\d{2}|\d{4}))$/.test(shown);
}

/** A plus sign, a leading zero, a toll-free prefix, or the groups in which people write telephones. */
function isPhoneShaped(shown: string, groups: readonly Group[], digits: string): boolean {
  if (digits.length < PHONE_DIGITS.min || digits.length > PHONE_DIGITS.max) return false;
  const sizes = groups.map((group) => group.digits.length).join('-');
  return (
    shown.startsWith('+') ||
    shown.startsWith('(') ||
    (shown.startsWith('0') && digits.length >= 9) ||
    /^1?-?8(?:00|33|44|55|66|77|88)[-. ]/.test(shown) ||
    ['3-3-4', '1-3-3-4', '4-4'].includes(sizes)
  );
}

/** One digit is another, or two changed places, of a number on file: typed wrongly. Thousands in groups are no number. */
function isNear(digits: string, groups: readonly Group[], known: ReadonlySet<string>): boolean {
  if (digits.length < NEAR_DIGITS_MIN || groups.length > 1) return false;
  return [...known].some((other) => {
    if (other.length !== digits.length) return false;
    const differ = Array.from(digits, (_, i) => i).filter((i) => other[i] !== digits[i]);
    const [a, b] = differ;
    if (differ.length === 1) return true;
    return differ.length === 2 && b === a! + 1 && other[a!] === digits[b] && other[b] === digits[a!];
  });
}

interface Numbers {
  /** On file, of any region and time. */
  readonly all: ReadonlySet<string>;
  /** Those that somebody shown in one of the regions answers through the whole window. */
  readonly validIn: (place: NumberPlace) => ReadonlySet<string>;
}

/** Much is made of a registry once: the same one reads many texts. */
const remembered = new WeakMap<HelpRegistry, Numbers>();
const PLACES_REMEMBERED_MAX = 1_000;

function numbersOf(registry: HelpRegistry): Numbers {
  const known = remembered.get(registry);
  if (known !== undefined) return known;
  const places = new Map<string, ReadonlySet<string>>();
  const emergency = registry.emergency.flatMap(({ texts }) => Object.values(texts).flatMap(advisedNumbers));
  const numbers: Numbers = {
    all: new Set([...registry.helplines.flatMap(({ channels }) => channels.flatMap(formsOf)), ...emergency]),
    validIn: (place) => {
      const key = JSON.stringify([place.regions, place.window]);
      const valid = places.get(key) ?? validNumbers(registry, place);
      if (places.size < PLACES_REMEMBERED_MAX) places.set(key, valid);
      return valid;
    },
  };
  remembered.set(registry, numbers);
  return numbers;
}

function validNumbers(registry: HelpRegistry, { regions, window }: NumberPlace): ReadonlySet<string> {
  const everywhere = [
    ...registry.helplines.flatMap((one) => one.regions),
    ...registry.emergency.map(({ region }) => region),
  ];
  const asked = new Set(regions.length > 0 ? regions : everywhere);
  return new Set([...asked].flatMap((region) => [...lastingNumbers(registry, region, window)]));
}

/** Numbers of a region, its subdivisions included, that are answered from the first to the last instant. */
function lastingNumbers(registry: HelpRegistry, region: string, { start, end }: Window): ReadonlySet<string> {
  const subdivisions = registry.helplines.flatMap((one) => one.subdivisions ?? []);
  const places = [null, ...new Set(subdivisions.filter((one) => one.startsWith(`${region}-`)))].map((subdivision) => ({
    region,
    subdivision,
  }));
  const until = end ?? start + policyOf(registry).openWindowDays * DAY_MS;
  const inside = places
    .flatMap((place) => serviceEdges(registry, place))
    .filter((edge) => edge > start && edge < until);
  const atEach = [...new Set([start, ...inside])].map(
    (at) =>
      new Set(
        places
          .flatMap((place) => servicesIn(registry, place, at).shown)
          .flatMap(({ channels }) => channels.filter(({ country = region }) => country === region).flatMap(formsOf)),
      ),
  );
  const advised = registry.emergency
    .filter((advice) => advice.region === region)
    .flatMap(({ texts }) => Object.values(texts).flatMap(advisedNumbers));
  const [first = new Set<string>(), ...rest] = atEach;
  return new Set([...[...first].filter((one) => rest.every((numbers) => numbers.has(one))), ...advised]);
}

/** The digits by which people write a channel: as dialled, as shown, and a full number as its own country dials it. */
function formsOf({ dialType, value, display }: HelplineChannel): string[] {
  if (dialType === 'URL' || dialType === 'EMAIL') return [];
  const shown = /\p{L}/u.test(display) ? [] : [digitsOf(display)];
  if (dialType !== 'E164') return [value, ...shown];
  const parsed = parsePhoneNumberFromString(value);
  const national = parsed === undefined ? [] : [parsed.nationalNumber, digitsOf(parsed.formatNational())];
  return [digitsOf(value), ...shown, ...national];
}

function advisedNumbers(text: string): string[] {
  return text.match(/\d{2,15}/g) ?? [];
}

function digitsOf(text: string): string {
  return text.replaceAll(/\D/g, '');
}
