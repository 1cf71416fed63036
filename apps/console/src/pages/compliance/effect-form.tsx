import type { ComplianceProfile, ComplianceRule } from '@jinqiao/api';
import { App } from 'antd';
import { usePropose } from '../../api/compliance.ts';
import { BeforeAfter } from '../../components/before-after.tsx';
import { useText } from '../../i18n/index.ts';
import { ReasonForm } from './reason-form.tsx';
import { RuleName } from './shared.tsx';

/** Proposes that a breach of a rule blocks, or is only shown. */
export function EffectForm({ rule, profile, done }: { rule: ComplianceRule; profile: ComplianceProfile; done: () => void }) {
  const { text } = useText();
  const { message } = App.useApp();
  const propose = usePropose();
  const now = rule.configured ?? rule.onBreach;
  const mode = now === 'block' ? ('warn' as const) : ('block' as const);
  const submit = (reason: string) =>
    propose.mutate(
      { change: { kind: 'on-breach', profile, ruleId: rule.ruleId, mode }, reason },
      {
        onSuccess: () => {
          void message.success(text('compliance:proposed'));
          done();
        },
      },
    );
  return (
    <div className="stack">
      <RuleName {...rule} />
      <p className="muted">{rule.basis}</p>
      <BeforeAfter rows={[[text('compliance:effect'), text(`compliance:effect.${now}`), text(`compliance:effect.${mode}`)]]} />
      <ReasonForm action={text('compliance:propose')} pending={propose.isPending} error={propose.error} onSubmit={submit} />
    </div>
  );
}
