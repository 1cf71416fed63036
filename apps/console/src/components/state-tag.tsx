import { Tag } from 'antd';
import { useText } from '../i18n/index.ts';

type Tone = 'success' | 'processing' | 'warning' | 'error' | 'default';

const TONES: Record<string, Tone> = {
  active: 'success',
  'in-force': 'success',
  filed: 'success',
  dismissed: 'default',
  draft: 'warning',
  asked: 'warning',
  approved: 'success',
  paid: 'success',
  resolved: 'success',
  done: 'success',
  answered: 'success',
  success: 'success',
  failed: 'error',
  accepted: 'processing',
  proposed: 'warning',
  'code-sent': 'processing',
  received: 'success',
  match: 'success',
  valid: 'success',
  joined: 'processing',
  grace: 'warning',
  mismatch: 'error',
  'not-found': 'error',
  expired: 'error',
  settled: 'default',
  disbursing: 'processing',
  due: 'processing',
  sent: 'processing',
  manual: 'warning',
  confirmed: 'processing',
  pending: 'warning',
  transit: 'processing',
  posted: 'success',
  missing: 'warning',
  unknown: 'warning',
  open: 'error',
  overdue: 'error',
  compensated: 'warning',
  refused: 'error',
  'platform-refused': 'error',
  rejected: 'error',
  begun: 'warning',
  'written-off': 'default',
};

/** A state in words; its colour only repeats what the words say. */
export function StateTag({ area, state }: { area: Parameters<ReturnType<typeof useText>['term']>[0]; state: string }) {
  const { term } = useText();
  return (
    <Tag color={TONES[state] ?? 'default'} data-state={state}>
      {term(area, state)}
    </Tag>
  );
}

const BUCKET_TONES: Record<string, Tone> = { M0: 'default', M1: 'warning', M2: 'warning' };

export function BucketTag({ bucket }: { bucket: string }) {
  return <Tag color={BUCKET_TONES[bucket] ?? 'error'}>{bucket}</Tag>;
}
