import type { Institution } from '@jinqiao/api';
import { Alert, App, Button, Drawer, InputNumber, Radio } from 'antd';
import { useState } from 'react';
import { useInjectFault } from '../../api/commands.ts';
import { BeforeAfter } from '../../components/before-after.tsx';
import { FailureAlert } from '../../components/failure.tsx';
import { useText } from '../../i18n/index.ts';
import { FaultTags } from './fault-tags.tsx';

const KINDS = [
  'timeout-after-effect',
  'duplicate-notice',
  'late-notice',
  'reordered-notice',
  'down',
  'slow',
  'late-file',
  'partial-file',
  'doubled-file',
  'reordered-file',
  'wrong-digest',
  'wrong-total',
  'wrong-date',
  'unknown-layout',
  'wrong-amount',
  'missing-row',
  'doubled-row',
  'false-success',
  'false-failure',
  'double-debit',
  'wrong-debit',
  'stray-collection',
  'late-cut-off',
] as const;
type Kind = (typeof KINDS)[number];
const TIMES_MAX = 100;

export function FaultPanel({ institution, onClose }: { institution: Institution; onClose: () => void }) {
  const { text, choose } = useText();
  const { message } = App.useApp();
  const [kind, setKind] = useState<Kind>('timeout-after-effect');
  const [times, setTimes] = useState(1);
  const inject = useInjectFault(institution.id);
  const run = () =>
    inject.mutate(
      { kind, times },
      {
        onSuccess: () => {
          void message.success(text('partners:injected'));
          onClose();
        },
      },
    );
  const footer = (
    <div className="panel-foot">
      <Button onClick={onClose}>{text('common:cancel')}</Button>
      <Button type="primary" danger loading={inject.isPending} onClick={run} data-testid="fault-run">
        {text('partners:inject')}
      </Button>
    </div>
  );
  const options = KINDS.map((value) => ({
    value,
    label: (
      <span data-testid={`fault-${value}`}>
        {text(`partners:fault.${value}`)}
        <small className="muted block">{text(`partners:faultWhy.${value}`)}</small>
      </span>
    ),
  }));
  const name = choose(institution.nameZh, institution.name);
  return (
    <Drawer open title={text('partners:injectTitle', { name })} size={480} onClose={onClose} footer={footer} data-testid="fault-panel">
      <div className="stack">
        <Alert type="warning" showIcon title={text('partners:injectNote')} />
        <div className="field">
          <span className="field-label">{text('partners:faultKind')}</span>
          <Radio.Group vertical value={kind} options={options} onChange={(event) => setKind(event.target.value)} className="radio-rows" />
        </div>
        <div className="field">
          <label className="field-label" htmlFor="times">
            {text('partners:times')}
          </label>
          <InputNumber id="times" min={1} max={TIMES_MAX} precision={0} value={times} onChange={(value) => setTimes(value ?? 1)} data-testid="fault-times" />
        </div>
        <BeforeAfter
          rows={[
            [
              text('partners:faults'),
              <FaultTags key="b" faults={institution.faults} />,
              <FaultTags key="a" faults={[...institution.faults, `${kind}×${times}`]} />,
            ],
          ]}
        />
        {inject.isError && <FailureAlert error={inject.error} />}
      </div>
    </Drawer>
  );
}
