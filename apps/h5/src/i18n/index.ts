import i18next from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import { account } from './texts/account.ts';
import { cards } from './texts/cards.ts';
import { common } from './texts/common.ts';
import { draw } from './texts/draw.ts';
import { enter } from './texts/enter.ts';
import { fund } from './texts/fund.ts';
import { home } from './texts/home.ts';
import { identity } from './texts/identity.ts';
import { loan } from './texts/loan.ts';
import { mine } from './texts/mine.ts';
import { overdue } from './texts/overdue.ts';
import { pay } from './texts/pay.ts';
import { payOff } from './texts/pay-off.ts';
import { shop } from './texts/shop.ts';
import type { Texts } from './texts/types.ts';

const areas = { account, cards, common, draw, enter, fund, home, identity, loan, mine, overdue, pay, payOff, shop };

export type Language = 'zh' | 'en';
export type TextKey = { [N in keyof typeof areas]: `${N}:${keyof (typeof areas)[N] & string}` }[keyof typeof areas];
export type Values = Record<string, string | number>;

const STORE = 'jinqiao.language';

function resources(column: 0 | 1): Record<string, Record<string, string>> {
  const pick = (texts: Texts) => Object.fromEntries(Object.entries(texts).map(([key, pair]) => [key, pair[column]]));
  return Object.fromEntries(Object.entries(areas).map(([area, texts]) => [area, pick(texts)]));
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

/** The texts of the chosen language. `term` translates a code of the API and shows the code itself where it is unknown. */
export function useText() {
  const { t, i18n } = useTranslation();
  const language: Language = i18n.language === 'en' ? 'en' : 'zh';
  return {
    language,
    text: (key: TextKey, values?: Values): string => t(key, values ?? {}),
    term: (prefix: `${keyof typeof areas}:${string}`, code: string): string => (i18n.exists(`${prefix}.${code}`) ? t(`${prefix}.${code}`) : code),
    choose: (zh: string, en: string): string => (language === 'zh' ? zh : en),
    setLanguage: (next: Language): void => {
      localStorage.setItem(STORE, next);
      applyLanguage(next);
      void i18n.changeLanguage(next);
    },
  };
}
