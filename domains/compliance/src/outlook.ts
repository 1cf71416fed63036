import { addMonths, type BusinessDate, businessDate } from '@jinqiao/calendar';
import catalogue from '../packs/designs-2017.json' with { type: 'json' };
import { decide, type Judgement, type Rulebook } from './decide.ts';
import { FACTS, type Facts, isFactName } from './facts.ts';
import { registryOf } from './licences.ts';
import type { Action, Profile } from './rules.ts';

/** A product as the rules see it: what it does, and what is known of it. */
export type Product = {
  readonly id: string;
  /** `programme`: one that runs here; `design`: one of the founding document, shown as it was designed in 2017. */
  readonly kind: 'programme' | 'design';
  /** Items of the founding document that a design covers. */
  readonly item: string;
  readonly zh: string;
  readonly en: string;
  readonly noteZh: string;
  readonly noteEn: string;
  readonly operatorEntity: string;
  readonly actions: readonly Action[];
  /** Facts that hold for every action, and those of one. */
  readonly facts: Facts;
  readonly factsOf?: Partial<Readonly<Record<Action, Facts>>>;
  /** Licences of a design's entities by entity; a programme's are in the registry. */
  readonly licences?: Readonly<Record<string, readonly string[]>>;
};

export type Forecast = { readonly product: Product; readonly results: readonly (Judgement & { readonly actions: readonly Action[] })[] };

const TEXTUAL = ['text', 'entity'];

/** The products of the founding document, as they were designed. */
export const DESIGNS: readonly Product[] = catalogue.designs.map((design) => ({
  ...design,
  kind: 'design' as const,
  actions: design.actions as Action[],
  facts: factsOf(design.facts),
  operatorEntity: design.facts.operatorEntity,
  licences: Object.fromEntries(Object.entries(design.licences).filter((entry): entry is [string, string[]] => entry[1] !== undefined)),
}));

/** Facts as data files and requests write them: numbers as text, in the unit of the fact. */
export function factsOf(given: Readonly<Record<string, string | boolean | undefined>>): Facts {
  const entries = Object.entries(given).flatMap(([name, value]): [string, bigint | string | boolean][] => {
    if (value === undefined || !isFactName(name)) return [];
    // What is no whole number stays as it is: `examine` takes it for not known.
    const plain = typeof value === 'boolean' || TEXTUAL.includes(FACTS[name].unit) || !/^-?\d{1,18}$/.test(value);
    return [[name, plain ? value : BigInt(value)]];
  });
  return Object.fromEntries(entries);
}

/** What a product breaches on a date: every rule of every action it takes, each rule once, with the actions that it concerns. */
export function forecast(rulebook: Rulebook, product: Product, asOf: BusinessDate, profile: Profile): Forecast {
  const holdsLicence = product.licences ? registryOf(licencesOf(product.licences)) : rulebook.holdsLicence;
  const results = new Map<string, Judgement & { actions: Action[] }>();
  for (const action of product.actions) {
    for (const result of decide({ ...rulebook, holdsLicence }, { action, facts: { ...product.facts, ...product.factsOf?.[action] }, asOf, profile })) {
      const known = results.get(result.ruleId);
      if (!known) results.set(result.ruleId, { ...result, actions: [action] });
      else results.set(result.ruleId, { ...worse(known, result), actions: [...known.actions, action] });
    }
  }
  return { product, results: [...results.values()] };
}

const ORDER = ['breach', 'fact-missing', 'pass', 'not-applicable'];

function worse(a: Judgement, b: Judgement): Judgement {
  return ORDER.indexOf(b.outcome) < ORDER.indexOf(a.outcome) ? b : a;
}

function licencesOf(held: Readonly<Record<string, readonly string[]>>) {
  return Object.entries(held).flatMap(([entityId, types]) =>
    types.map((licenceType) => ({ entityId, licenceType, number: '', validFrom: '2000-01-01', validTo: null, scopes: [] })),
  );
}

export type TurningPoint = {
  readonly date: string;
  /** Rules that begin or end on the date under the profile. */
  readonly begin: readonly string[];
  readonly end: readonly string[];
  /** Breaches by product. */
  readonly breaches: readonly { readonly productId: string; readonly breaches: number }[];
};

/** Every date from one to another on which a profile's rules change, with what each product breaches from then on. */
export function turningPoints(rulebook: Rulebook, products: readonly Product[], profile: Profile, from: BusinessDate, through: BusinessDate): TurningPoint[] {
  const own = rulebook.rules.filter((rule) => rule.profiles.includes(profile));
  const dates = new Set([from as string, ...own.flatMap((rule) => [rule.from, rule.to ?? '']).filter((date) => date > from && date <= through)]);
  return [...dates].sort().map((date) => ({
    date,
    begin: own.filter((rule) => rule.from === date).map((rule) => rule.ruleId),
    end: own.filter((rule) => rule.to === date).map((rule) => rule.ruleId),
    breaches: products.map((product) => ({
      productId: product.id,
      breaches: forecast(rulebook, product, businessDate(date), profile).results.filter((result) => result.outcome === 'breach').length,
    })),
  }));
}

/** Rules of a profile that begin or end within the months after a date, soonest first. */
export function comingChanges(rulebook: Rulebook, profile: Profile, asOf: BusinessDate, months: number) {
  const through = addMonths(asOf, months);
  return rulebook.rules
    .filter((rule) => rule.profiles.includes(profile))
    .flatMap((rule) => [
      ...(rule.from > asOf && rule.from <= through ? [{ date: rule.from, change: 'begins' as const, rule }] : []),
      ...(rule.to !== null && rule.to > asOf && rule.to <= through ? [{ date: rule.to, change: 'ends' as const, rule }] : []),
    ])
    .sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
}
