import i18next from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import type { account } from './texts/account.ts';
import { books } from './texts/books.ts';
import type { calculator } from './texts/calculator.ts';
import { chart } from './texts/chart.ts';
import { common } from './texts/common.ts';
import type { compliance } from './texts/compliance.ts';
import type { credit } from './texts/credit.ts';
import { customer } from './texts/customer.ts';
import type { dunning } from './texts/dunning.ts';
import type { fund } from './texts/fund.ts';
import type { funding } from './texts/funding.ts';
import type { ledger } from './texts/ledger.ts';
import { loan } from './texts/loan.ts';
import type { model } from './texts/model.ts';
import { parameters } from './texts/parameters.ts';
import { partners } from './texts/partners.ts';
import type { party } from './texts/party.ts';
import type { payLater } from './texts/pay-later.ts';
import type { payments } from './texts/payments.ts';
import type { product } from './texts/product.ts';
import { programme } from './texts/programme.ts';
import { reconciliation } from './texts/reconciliation.ts';
import type { risk } from './texts/risk.ts';
import { rules } from './texts/rules.ts';
import type { security } from './texts/security.ts';
import { shell } from './texts/shell.ts';
import { today } from './texts/today.ts';
import type { treasury } from './texts/treasury.ts';
import type { Texts } from './texts/types.ts';

const areas = { books, chart, common, customer, loan, parameters, partners, programme, reconciliation, rules, shell, today };

/** Texts that come with the page that shows them, so that the first load does not carry them. */
type LateAreas = {
  account: typeof account;
  calculator: typeof calculator;
  compliance: typeof compliance;
  credit: typeof credit;
  dunning: typeof dunning;
  fund: typeof fund;
  funding: typeof funding;
  ledger: typeof ledger;
  model: typeof model;
  party: typeof party;
  payments: typeof payments;
  product: typeof product;
  payLater: typeof payLater;
  risk: typeof risk;
  treasury: typeof treasury;
  security: typeof security;
};
type Areas = typeof areas & LateAreas;

export type Language = 'zh' | 'en';
export type TextKey = { [N in keyof Areas]: `${N}:${keyof Areas[N] & string}` }[keyof Areas];
export type Values = Record<string, string | number>;

const STORE = 'jinqiao.language';

function inLanguage(texts: Texts, column: 0 | 1): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([key, pair]) => [key, pair[column]]));
}

function resources(column: 0 | 1): Record<string, Record<string, string>> {
  return Object.fromEntries(Object.entries(areas).map(([area, texts]) => [area, inLanguage(texts, column)]));
}

function applyLanguage(language: string): void {
  document.documentElement.lang = language === 'en' ? 'en' : 'zh-CN';
}

export function startTexts(): void {
  const language = localStorage.getItem(STORE) === 'en' ? 'en' : 'zh';
  void i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'zh',
    resources: { zh: resources(0), en: resources(1) },
    ns: Object.keys(areas),
    keySeparator: false,
    interpolation: { escapeValue: false },
  });
  applyLanguage(language);
}

export function addTexts(area: keyof LateAreas, texts: Texts): void {
  i18next.addResourceBundle('zh', area, inLanguage(texts, 0));
  i18next.addResourceBundle('en', area, inLanguage(texts, 1));
}

/** The texts of the chosen language. `term` translates a code of the API and shows the code itself where it is unknown. */
export function useText() {
  const { t, i18n } = useTranslation();
  const language: Language = i18n.language === 'en' ? 'en' : 'zh';
  return {
    language,
    text: (key: TextKey, values?: Values): string => t(key, values ?? {}),
    term: (prefix: `${keyof Areas}:${string}`, code: string): string => (i18n.exists(`${prefix}.${code}`) ? t(`${prefix}.${code}`) : code),
    choose: (zh: string, en: string): string => (language === 'zh' ? zh : en),
    setLanguage: (next: Language): void => {
      localStorage.setItem(STORE, next);
      applyLanguage(next);
      void i18n.changeLanguage(next);
    },
  };
}
