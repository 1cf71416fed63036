import type { Organisation } from '@jinqiao/api';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { useMay } from '../../app/session.ts';
import { type Column, dateColumn, textColumn } from '../../components/columns.tsx';
import { ChoiceFilter, TextFilter } from '../../components/filters.tsx';
import { List } from '../../components/list.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { SavedViews } from '../../components/saved-views.tsx';
import { StateTag } from '../../components/state-tag.tsx';
import { useText } from '../../i18n/index.ts';
import '../customers/party-texts.ts';
import { ORGANISATION_KINDS } from './kinds.ts';
import { RegisterOrganisation } from './register-organisation.tsx';

function useColumns(): Column<Organisation>[] {
  const { text, term } = useText();
  return [
    textColumn('name', text('party:organisationName'), (row) => row.name, {
      render: (row) => (
        <Link to="/organisations/$organisationId" params={{ organisationId: row.id }} className="link">
          {row.name}
        </Link>
      ),
    }),
    textColumn('uscc', text('party:uscc'), (row) => row.uscc, { render: (row) => <span className="num">{row.uscc}</span> }),
    textColumn('kind', text('party:kind'), (row) => term('party:kind', row.kind)),
    textColumn('representative', text('party:representative'), (row) => row.legalRepresentative?.name ?? '–'),
    textColumn('licence', text('party:licence'), (row) => term('party:licence', row.licence), {
      render: (row) => (
        <span>
          <StateTag area="party:licence" state={row.licence} /> <span className="num muted">{row.licenceValidThrough}</span>
        </span>
      ),
    }),
    dateColumn('registeredOn', text('party:registeredOn'), (row) => row.registeredOn),
    textColumn('id', text('common:id'), (row) => row.id, { optional: true, render: (row) => <span className="id">{row.id}</span> }),
  ];
}

export function OrganisationsPage() {
  const { text, term } = useText();
  const filters = useSearch({ from: '/inside/organisations' });
  const navigate = useNavigate();
  const columns = useColumns();
  const may = useMay('register-organisation');
  const [registering, setRegistering] = useState(false);
  const go = (search: Record<string, string | undefined>) => void navigate({ to: '/organisations', search });
  const set = (key: string) => (value: string | undefined) => go({ ...filters, [key]: value });
  const toolbar = (
    <>
      <TextFilter value={filters.q} onChange={set('q')} placeholder={text('party:organisationFilter')} testId="organisations-q" />
      <ChoiceFilter
        label={text('party:kind')}
        value={filters.kind}
        choices={ORGANISATION_KINDS.map((value) => ({ value, label: term('party:kind', value) }))}
        onChange={set('kind')}
        testId="organisations-kind"
      />
    </>
  );
  const actions = may && (
    <Button type="primary" onClick={() => setRegistering(true)} data-testid="register-organisation-open">
      {text('party:register')}
    </Button>
  );
  return (
    <>
      <PageHead title={text('party:organisations')} actions={actions} />
      <List<Organisation>
        resource="/organisations"
        name="organisations"
        filters={filters}
        columns={columns}
        rowKey={(row) => row.id}
        empty={text('party:noOrganisations')}
        narrowed={filters.q !== undefined || filters.kind !== undefined}
        testId="organisations"
        toolbar={toolbar}
        views={<SavedViews list="organisations" filters={filters} onOpen={go} />}
      />
      {registering && <RegisterOrganisation onClose={() => setRegistering(false)} />}
    </>
  );
}
