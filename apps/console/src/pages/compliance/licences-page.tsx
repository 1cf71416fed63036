import type { Entity, Licence, LicenceType } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Drawer, Tag } from 'antd';
import { useState } from 'react';
import { entitiesQuery, licenceTypesQuery } from '../../api/compliance.ts';
import { useMay } from '../../app/session.ts';
import { type Column, countColumn, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Failure } from '../../components/failure.tsx';
import { DateField } from '../../components/filters.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { ExportRows, Section } from '../../components/section.tsx';
import { useText } from '../../i18n/index.ts';
import { LicenceForm } from './licence-form.tsx';
import { Line, useMoment } from './shared.tsx';

type Row = { readonly entity: Entity; readonly licence: Licence };

const TONES = { valid: 'success', 'not-yet': 'processing', expired: 'error' } as const;

function Registry({ entities, types }: { entities: readonly Entity[]; types: readonly LicenceType[] }) {
  const { text, choose } = useText();
  const named = (code: string) => {
    const type = types.find((candidate) => candidate.type === code);
    return type ? choose(type.zh, type.en) : code;
  };
  const rows = entities.flatMap((entity): Row[] => entity.licences.map((licence) => ({ entity, licence })));
  const columns: Column<Row>[] = [
    textColumn('entity', text('compliance:entity'), ({ entity }) => choose(entity.nameZh, entity.name), {
      render: ({ entity }) => (
        <>
          <span className="name">{choose(entity.nameZh, entity.name)}</span>
          <code className="muted">{entity.entityId}</code>
        </>
      ),
    }),
    textColumn('type', text('compliance:licenceType'), ({ licence }) => named(licence.licenceType)),
    textColumn('number', text('compliance:number'), ({ licence }) => licence.number, {
      render: ({ licence }) => <span className="num">{licence.number}</span>,
    }),
    textColumn('validity', text('compliance:validity'), ({ licence }) => `${licence.validFrom} – ${licence.validTo ?? text('compliance:endless')}`, {
      render: ({ licence }) => <span className="num">{`${licence.validFrom} – ${licence.validTo ?? text('compliance:endless')}`}</span>,
    }),
    textColumn('state', text('common:state'), ({ licence }) => text(`compliance:state.${licence.state}`), {
      render: ({ licence }) => <Tag color={TONES[licence.state]}>{text(`compliance:state.${licence.state}`)}</Tag>,
    }),
    textColumn('scopes', text('compliance:scopes'), ({ licence }) => (licence.scopes.length === 0 ? text('compliance:allScopes') : licence.scopes.join(', '))),
    countColumn('version', text('compliance:versions'), ({ licence }) => licence.version),
    textColumn('made', `${text('compliance:maker')} / ${text('compliance:checker')}`, ({ licence }) => `${licence.madeBy} / ${licence.checkedBy}`),
  ];
  return (
    <Section flush title={text('compliance:licences')} extra={<ExportRows name="licences" columns={columns} rows={rows} />}>
      <DataTable
        columns={columns}
        rows={rows}
        rowKey={({ entity, licence }) => `${entity.entityId} ${licence.licenceType}`}
        empty={text('compliance:noLicences')}
        testId="licences"
      />
    </Section>
  );
}

function Types({ types }: { types: readonly LicenceType[] }) {
  const { text, choose, term } = useText();
  const columns: Column<LicenceType>[] = [
    textColumn('type', text('compliance:licenceType'), (type) => choose(type.zh, type.en)),
    textColumn('founding', '', (type) => text(type.founding ? 'compliance:founding' : 'compliance:extension'), {
      render: (type) => <Tag color={type.founding ? 'processing' : 'default'}>{text(type.founding ? 'compliance:founding' : 'compliance:extension')}</Tag>,
    }),
    textColumn('authority', text('compliance:authority'), (type) => type.authority),
    textColumn('holders', text('compliance:holders'), (type) => type.holders.map((kind) => term('compliance:entityKind', kind)).join(' · ')),
    textColumn('scopes', text('compliance:scopes'), (type) => type.scopes.join(', ')),
  ];
  return (
    <Section flush title={text('compliance:licenceTypes')}>
      <DataTable columns={columns} rows={types} rowKey={(type) => type.type} empty={text('common:noData')} testId="licence-types" />
    </Section>
  );
}

export function LicencesPage() {
  const { text } = useText();
  const search = useSearch({ from: '/inside/compliance/licences' });
  const navigate = useNavigate();
  const may = useMay('propose-change');
  const [open, setOpen] = useState(false);
  const { date, today } = useMoment(search);
  const query = useQuery({ ...entitiesQuery(date), enabled: date !== '' });
  const types = useQuery(licenceTypesQuery).data?.items ?? [];
  const entities = query.data?.items ?? [];
  return (
    <>
      <PageHead
        title={text('compliance:licences')}
        lead={text('compliance:licencesLead')}
        readAt={query.dataUpdatedAt}
        actions={
          may && (
            <Button type="primary" onClick={() => setOpen(true)} data-testid="propose-licence">
              {text('compliance:proposeLicence')}
            </Button>
          )
        }
      />
      <Line>
        <DateField
          value={date}
          onChange={(next) => void navigate({ to: '/compliance/licences', search: { date: next }, replace: true })}
          label={text('common:date')}
          today={today}
          testId="licences-date"
        />
      </Line>
      {query.isError && !query.data ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : (
        <div className="stack">
          <Registry entities={entities} types={types} />
          <Types types={types} />
        </div>
      )}
      <Drawer open={open} onClose={() => setOpen(false)} size={560} title={text('compliance:proposeLicence')} destroyOnHidden>
        <LicenceForm entities={entities} types={types} from={date} done={() => setOpen(false)} />
      </Drawer>
    </>
  );
}
