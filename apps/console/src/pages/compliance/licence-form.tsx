import type { Entity, LicenceType } from '@jinqiao/api';
import { App, Input, Select } from 'antd';
import { useState } from 'react';
import { usePropose } from '../../api/compliance.ts';
import { BeforeAfter } from '../../components/before-after.tsx';
import { useText } from '../../i18n/index.ts';
import { ReasonForm } from './reason-form.tsx';

/** Proposes a licence of an entity, or a new version of one: only what its kind may hold is offered. */
export function LicenceForm({ entities, types, from, done }: { entities: readonly Entity[]; types: readonly LicenceType[]; from: string; done: () => void }) {
  const { text, choose } = useText();
  const { message } = App.useApp();
  const propose = usePropose();
  const [entityId, setEntity] = useState(entities[0]?.entityId ?? '');
  const [licenceType, setType] = useState<string>();
  const [number, setNumber] = useState('');
  const [validFrom, setFrom] = useState(from);
  const [validTo, setTo] = useState('');
  const [scopes, setScopes] = useState<string[]>([]);
  const entity = entities.find((candidate) => candidate.entityId === entityId);
  const offered = types.filter((type) => entity && type.holders.includes(entity.kind));
  const type = offered.find((candidate) => candidate.type === licenceType);
  const before = entity?.licences.find((licence) => licence.licenceType === licenceType);
  const submit = (reason: string) =>
    propose.mutate(
      { change: { kind: 'licence', licence: { entityId, licenceType: licenceType ?? '', number, validFrom, validTo: validTo || null, scopes } }, reason },
      {
        onSuccess: () => {
          void message.success(text('compliance:proposed'));
          done();
        },
      },
    );
  const validity = (start: string, end: string | null) => `${start} – ${end || text('compliance:endless')}`;
  return (
    <div className="stack">
      <div className="proposal-form">
        <div className="field">
          <span className="field-label">{text('compliance:entity')}</span>
          <Select value={entityId} onChange={setEntity} options={entities.map((each) => ({ value: each.entityId, label: choose(each.nameZh, each.name) }))} />
        </div>
        <div className="field">
          <span className="field-label">{text('compliance:licenceType')}</span>
          <Select
            value={type?.type ?? null}
            onChange={(next: string) => {
              setType(next);
              setScopes([]);
            }}
            options={offered.map((each) => ({ value: each.type, label: choose(each.zh, each.en) }))}
            data-testid="licence-type"
          />
        </div>
        <div className="field wide">
          <label className="field-label" htmlFor="licence-number">
            {text('compliance:number')}
          </label>
          <Input id="licence-number" value={number} onChange={(event) => setNumber(event.target.value)} />
        </div>
        <div className="field">
          <label className="field-label" htmlFor="licence-from">
            {text('compliance:from')}
          </label>
          <Input id="licence-from" className="num" value={validFrom} placeholder="YYYY-MM-DD" onChange={(event) => setFrom(event.target.value)} />
        </div>
        <div className="field">
          <label className="field-label" htmlFor="licence-to">
            {text('compliance:to')}
          </label>
          <Input id="licence-to" className="num" value={validTo} placeholder={text('compliance:endless')} onChange={(event) => setTo(event.target.value)} />
        </div>
        {type && type.scopes.length > 0 && (
          <div className="field wide">
            <span className="field-label">{text('compliance:scopes')}</span>
            <Select
              mode="multiple"
              value={scopes}
              onChange={setScopes}
              placeholder={text('compliance:allScopes')}
              options={type.scopes.map((value) => ({ value, label: value }))}
            />
          </div>
        )}
      </div>
      <BeforeAfter
        rows={[
          [text('compliance:number'), before?.number ?? '–', number || '–'],
          [text('compliance:validity'), before ? validity(before.validFrom, before.validTo) : '–', validity(validFrom, validTo)],
        ]}
      />
      <ReasonForm
        action={text('compliance:propose')}
        pending={propose.isPending}
        error={propose.error}
        onSubmit={submit}
        disabled={!type || number.trim() === ''}
      />
    </div>
  );
}
