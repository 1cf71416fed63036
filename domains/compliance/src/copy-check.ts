import type { BusinessDate } from '@jinqiao/calendar';
import catalogue from '../packs/copy-words.json' with { type: 'json' };
import type { Rulebook } from './decide.ts';
import { inForce, type Profile, type Rule } from './rules.ts';

/**
 * `copy`: words shown to customers; `account-name`: the name of an account, page or group under which they are shown; `dunning`:
 * what is written to a customer about a debt.
 */
export type CopyKind = 'copy' | 'account-name' | 'dunning';

export type CopyFinding = {
  readonly ruleId: string;
  readonly word: string;
  /** Where it stands, in characters of the text; both null where something is missing. The end is exclusive. */
  readonly start: number | null;
  readonly end: number | null;
  readonly reasonZh: string;
  readonly reasonEn: string;
  readonly suggestionZh: string;
  readonly suggestionEn: string;
  readonly basis: string;
  readonly since: string;
};

export type CopyQuestion = {
  readonly text: string;
  readonly kind: CopyKind;
  readonly asOf: BusinessDate;
  readonly profile: Profile;
  /** Whose account it is: a licensed institution may use words of finance in its name. */
  readonly entityId: string | null;
};

type Word = (typeof catalogue.words)[number];

/**
 * Finds in a text what a rule of the date forbids, with its place, the reason and what to write instead: words that lure or
 * promise, a missing notice of risk, and words of finance in the name of an account whose owner is not licensed. Full width,
 * spaces and signs between characters do not hide a word.
 */
export function checkCopy(rulebook: Rulebook, question: CopyQuestion): CopyFinding[] {
  const rule = (ruleId: string) => rulebook.rules.find((candidate) => candidate.ruleId === ruleId && inForce(candidate, question.profile, question.asOf));
  const findings = {
    copy: () => [...wordFindings(question.text, rule, false), ...noticeFinding(question.text, rule)],
    dunning: () => wordFindings(question.text, rule, true),
    'account-name': () => nameFindings(rulebook, question, rule),
  }[question.kind]();
  return findings.sort((a, b) => (a.start ?? Number.MAX_SAFE_INTEGER) - (b.start ?? Number.MAX_SAFE_INTEGER));
}

type RuleOf = (ruleId: string) => Rule | undefined;

const DUNNING_RULE = 'DUNNING_WORDS_BANNED';

/** Words that advertise and words that threaten are two lists: a text is held against the one of its kind. */
function wordFindings(text: string, ruleOf: RuleOf, dunning: boolean): CopyFinding[] {
  return withoutOverlaps(
    catalogue.words.flatMap((word) => {
      const rule = (word.ruleId === DUNNING_RULE) === dunning ? ruleOf(word.ruleId) : undefined;
      return rule
        ? places(text, [word.word, ...(word.variants ?? [])]).map((place) => ({ ...place, ...adviceOf(word), basis: rule.basis, since: rule.from }))
        : [];
    }),
  );
}

function adviceOf({ ruleId, reasonZh, reasonEn, suggestionZh, suggestionEn }: Word) {
  return { ruleId, reasonZh, reasonEn, suggestionZh, suggestionEn };
}

type Place = { readonly word: string; readonly start: number; readonly end: number };

/** Signs that are put between the characters of a word to hide it. */
const HIDING = /[\s\p{P}\p{S}\u200b-\u200d\ufeff]/u;

/** Where words stand in a text, in its own characters, whatever was put between theirs. */
function places(text: string, words: readonly string[]): Place[] {
  const characters = [...text]
    .map((character, at) => ({ level: character.normalize('NFKC').toLowerCase(), at }))
    .filter(({ level }) => !HIDING.test(level) || level === '%');
  const line = characters.map(({ level }) => ([...level].length === 1 ? level : '\u0000'));
  return words.flatMap((word) => {
    const wanted = [...word.toLowerCase()];
    return line.flatMap((_, from): Place[] => {
      if (!wanted.every((character, i) => line[from + i] === character)) return [];
      return [{ word, start: characters[from]?.at ?? 0, end: (characters[from + wanted.length - 1]?.at ?? 0) + 1 }];
    });
  });
}

/** The longest of findings at a place speaks for it. */
function withoutOverlaps<F extends { readonly start: number; readonly end: number }>(findings: readonly F[]): F[] {
  const byLength = [...findings].sort((a, b) => b.end - b.start - (a.end - a.start) || a.start - b.start);
  return byLength.filter((finding, at) => !byLength.slice(0, at).some((longer) => finding.start < longer.end && longer.start < finding.end));
}

function noticeFinding(text: string, ruleOf: RuleOf): CopyFinding[] {
  const rule = ruleOf('COPY_RISK_NOTICE');
  if (!rule || places(text, catalogue.riskNotices).length > 0) return [];
  return [
    {
      ruleId: rule.ruleId,
      word: '',
      start: null,
      end: null,
      reasonZh: '缺少风险提示',
      reasonEn: 'A notice of risk is missing',
      suggestionZh: '加注“贷款有风险,借款需谨慎;请根据个人能力合理贷款”或“投资有风险”',
      suggestionEn: 'Add a notice such as “Borrowing has risks; borrow within your means”',
      basis: rule.basis,
      since: rule.from,
    },
  ];
}

const FINANCE_LICENCES = [
  'banking',
  'insurance',
  'trust',
  'securities',
  'fund',
  'fund-sales',
  'third-party-payment',
  'micro-loan',
  'consumer-finance',
  'financing-guarantee',
];

function nameFindings(rulebook: Rulebook, { text, entityId, asOf }: CopyQuestion, ruleOf: RuleOf): CopyFinding[] {
  const rule = ruleOf('COPY_FINANCE_NAME');
  if (!rule || (entityId !== null && rulebook.holdsLicence(entityId, FINANCE_LICENCES, undefined, asOf))) return [];
  const words = catalogue.nameWords.map(({ word }) => word);
  return withoutOverlaps(places(text, words)).map((place) => ({
    ...place,
    ruleId: rule.ruleId,
    reasonZh: '账号名称含金融字样而主体未持牌',
    reasonEn: 'The name has words of finance and its owner holds no licence',
    suggestionZh: '改用不含金融字样的名称,或由持牌机构开立账号',
    suggestionEn: 'Use a name without words of finance, or let a licensed institution own the account',
    basis: rule.basis,
    since: rule.from,
  }));
}
