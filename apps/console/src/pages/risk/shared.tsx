import type { DecisionRun } from '@jinqiao/api';
import { Link } from '@tanstack/react-router';
import { Tag } from 'antd';
import { useText } from '../../i18n/index.ts';
import './texts.ts';

export const OUTCOMES = ['approve', 'review', 'refuse'] as const;
const TONES = { approve: 'success', review: 'warning', refuse: 'error' } as const;

export function OutcomeTag({ outcome }: { outcome: DecisionRun['outcome'] }) {
  const { text } = useText();
  return (
    <Tag color={TONES[outcome]} data-state={outcome}>
      {text(`credit:outcome.${outcome}`)}
    </Tag>
  );
}

/** A reason by its name, with its code beneath. */
export function ReasonName({ code }: { code: string | null }) {
  const { term } = useText();
  if (code === null) return <span className="muted">–</span>;
  const name = term('rules:name', code);
  return (
    <>
      {name !== code && <span className="name">{name}</span>} <code className="muted">{code}</code>
    </>
  );
}

export function RunLink({ id, label }: { id: string; label: string }) {
  return (
    <Link to="/risk/decisions/$runId" params={{ runId: id }} className="link" title={id}>
      {label}
    </Link>
  );
}
