import type { ComplianceProfile, Judgement } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { Segmented, Tag } from 'antd';
import type { ReactNode } from 'react';
import { licenceTypesQuery } from '../../api/compliance.ts';
import { businessDayQuery } from '../../api/queries.ts';
import { isDate } from '../../format/dates.ts';
import { ruleText } from '../../format/rule-text.ts';
import { addTexts, useText } from '../../i18n/index.ts';
import { compliance } from '../../i18n/texts/compliance.ts';
import '../../styles/compliance.css';

addTexts('compliance', compliance);

export const PROFILES = ['CN_2017', 'CN_CURRENT', 'P2P_RUNOFF', 'CUSTOM'] as const satisfies readonly ComplianceProfile[];

/** The profile and date of the address; the open business day where none is named. */
export function useMoment(search: { profile?: string | undefined; date?: string | undefined }): {
  profile: ComplianceProfile;
  date: string;
  today: string | undefined;
} {
  const today = useQuery(businessDayQuery).data?.current;
  const profile = PROFILES.find((known) => known === search.profile) ?? 'CN_CURRENT';
  return { profile, date: search.date && isDate(search.date) ? search.date : (today ?? ''), today };
}

export function ProfileSwitch({ value, onChange }: { value: ComplianceProfile; onChange: (profile: ComplianceProfile) => void }) {
  const { text } = useText();
  return (
    <Segmented<ComplianceProfile>
      value={value}
      onChange={onChange}
      aria-label={text('compliance:profile')}
      data-testid="profile"
      options={PROFILES.map((profile) => ({ value: profile, label: <span data-testid={`profile-${profile}`}>{text(`compliance:profile.${profile}`)}</span> }))}
    />
  );
}

const TONES = { pass: 'success', breach: 'error', 'fact-missing': 'warning', 'not-applicable': 'default' } as const;

export function OutcomeTag({ outcome }: { outcome: Judgement['outcome'] }) {
  const { text } = useText();
  return <Tag color={TONES[outcome]}>{text(`compliance:outcome.${outcome}`)}</Tag>;
}

/** A rule by its name, with its id beneath. */
export function RuleName({ zh, en, ruleId }: { zh: string; en: string; ruleId: string }) {
  const { choose } = useText();
  return (
    <>
      <span className="rule-name">{choose(zh, en)}</span>
      <code className="muted">{ruleId}</code>
    </>
  );
}

type Figures = {
  readonly limit: (result: Judgement) => string;
  readonly actual: (result: Judgement) => string;
  readonly value: (unit: string, value: string) => string;
  /** Kinds and entities, and licences, in words. */
  readonly words: (codes: readonly string[]) => string;
  readonly licences: (codes: readonly string[]) => string;
};

/** Forms that list words; the others compare figures, or ask for a licence. */
const LISTED = ['one-of', 'none-of'];

/** What a rule asks and what it met, in words and figures. */
export function useFigures(): Figures {
  const { text, term, choose } = useText();
  const types = useQuery(licenceTypesQuery).data?.items ?? [];
  const names = { term, yes: text('common:yes'), no: text('common:no') };
  /** The same word may be a licence and a purpose: securities. */
  const licence = (code: string) => {
    const plain = code.replace(/^\+/, '');
    const type = types.find((candidate) => candidate.type === plain);
    return type ? choose(type.zh, type.en) : term('compliance:value', plain);
  };
  const words = (codes: readonly string[]) => codes.map((code) => term('compliance:value', code)).join(' / ');
  const licences = (codes: readonly string[]) => codes.map(licence).join(' / ');
  const value = (unit: string, of: string) => ruleText(unit, of, names);
  return {
    value,
    words,
    licences,
    limit: ({ form, unit, limit }) => {
      const asked = form === 'holds-licence' ? licences(limit.split(' ')) : LISTED.includes(form) ? words(limit.split(' ')) : value(unit, limit);
      return `${term('compliance:form', form)} ${asked}`;
    },
    actual: (result) => {
      if (result.actual === '') return result.outcome === 'fact-missing' ? text('compliance:unknownFact') : '–';
      return LISTED.includes(result.form) || result.form === 'holds-licence' ? words([result.actual]) : value(result.unit, result.actual);
    },
  };
}

/** Words that may be long: they wrap instead of pushing the table wide. */
export function Basis({ children }: { children: string }) {
  return <span className="basis">{children}</span>;
}

export function Line({ children }: { children: ReactNode }) {
  return <div className="compliance-line">{children}</div>;
}
