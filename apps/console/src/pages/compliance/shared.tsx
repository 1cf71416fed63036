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
  /** Names of licences, kinds and entities, in words. */
  readonly words: (codes: readonly string[]) => string;
};

/** What a rule asks and what it met, in words and figures. */
export function useFigures(): Figures {
  const { text, term, choose } = useText();
  const types = useQuery(licenceTypesQuery).data?.items ?? [];
  const names = { term, yes: text('common:yes'), no: text('common:no') };
  const word = (code: string) => {
    const plain = code.replace(/^\+/, '');
    const type = types.find((candidate) => candidate.type === plain);
    return type ? choose(type.zh, type.en) : term('compliance:value', plain);
  };
  const words = (codes: readonly string[]) => codes.map(word).join(' / ');
  const value = (unit: string, of: string) => ruleText(unit, of, names);
  // Conditions on names and kinds list words; the others compare figures.
  const inWords = (result: Judgement) => ['one-of', 'none-of', 'holds-licence'].includes(result.form);
  return {
    value,
    words,
    limit: (result) => `${term('compliance:form', result.form)} ${inWords(result) ? words(result.limit.split(' ')) : value(result.unit, result.limit)}`,
    actual: (result) => {
      if (result.actual === '') return result.outcome === 'fact-missing' ? text('compliance:unknownFact') : '–';
      return inWords(result) ? words(result.actual.split(' ')) : value(result.unit, result.actual);
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
