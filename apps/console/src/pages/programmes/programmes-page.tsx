import { PageHead } from '../../components/page-head.tsx';
import { useText } from '../../i18n/index.ts';
import { ProgrammeList } from './programme-list.tsx';

export function ProgrammesPage() {
  const { text } = useText();
  return (
    <>
      <PageHead title={text('programme:title')} lead={text('programme:lead')} />
      <ProgrammeList />
    </>
  );
}
