import { Link } from '@tanstack/react-router';
import { Tag } from 'antd';
import { addTexts, useText } from '../../i18n/index.ts';
import { funding } from '../../i18n/texts/funding.ts';

addTexts('funding', funding);

const TONES: Readonly<Record<string, string>> = {
  approved: 'success',
  booked: 'success',
  asked: 'processing',
  refused: 'error',
  rejected: 'error',
  silent: 'warning',
  none: 'error',
};

export function OutcomeTag({ outcome }: { outcome: string }) {
  const { term } = useText();
  return (
    <Tag color={TONES[outcome] ?? 'default'} data-state={outcome}>
      {term('funding:outcome', outcome)}
    </Tag>
  );
}

export function SubjectLink({ subject }: { subject: string }) {
  return (
    <Link to="/partners/funding/$subject" params={{ subject }} className="link id" title={subject}>
      {subject}
    </Link>
  );
}
