type Props = { tone: 'good' | 'wait' | 'bad'; title: string; testid: string; children: React.ReactNode };
const MARKS = { good: '✓', wait: '…', bad: '!' } as const;

/** How a step ended. */
export function Outcome({ tone, title, testid, children }: Props) {
  return (
    <section className="card outcome" data-testid={testid} role="status">
      <span className={`mark ${tone}`} aria-hidden="true">
        {MARKS[tone]}
      </span>
      <h2>{title}</h2>
      {children}
    </section>
  );
}
