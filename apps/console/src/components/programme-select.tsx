import type { Programme } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { programmesQuery } from '../api/queries.ts';
import { useText } from '../i18n/index.ts';

/** The programme named in the address, or the first one. */
export function useProgramme(id: string | undefined) {
  const query = useQuery(programmesQuery);
  const programmes: readonly Programme[] = query.data?.items ?? [];
  return { ...query, programmes, programme: programmes.find((candidate) => candidate.id === id) ?? programmes[0] };
}

export function ProgrammeSelect({
  programmes,
  value,
  onChange,
  any = false,
}: {
  programmes: readonly Programme[];
  value: string | undefined;
  onChange: (id: string | undefined) => void;
  any?: boolean;
}) {
  const { text, choose } = useText();
  return (
    <Select
      className="programme-select"
      aria-label={text('programme:name')}
      placeholder={text('programme:name')}
      allowClear={any}
      value={value ?? null}
      onChange={(next: string | null | undefined) => onChange(next ?? undefined)}
      options={programmes.map((programme) => ({ value: programme.id, label: choose(programme.nameZh, programme.name) }))}
      data-testid="programme-select"
    />
  );
}
