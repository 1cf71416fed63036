import type { CardStatementView, MyPayOffCards, PayOffCardView } from '@jinqiao/api';
import { Button } from 'antd-mobile';
import { useState } from 'react';
import { useAddCard, useDropCard, useFetchStatement } from '../../api/pay-offs.ts';
import { Facts } from '../../components/facts.tsx';
import { Failure } from '../../components/failure.tsx';
import { Field } from '../../components/field.tsx';
import { Tick } from '../../components/tick.tsx';
import { isZero } from '../../format/decimal.ts';
import { money } from '../../format/money.ts';
import { useText } from '../../i18n/index.ts';

function Bill({ statement, asset }: { statement: CardStatementView; asset: string }) {
  const { text } = useText();
  return (
    <>
      <p className="why">{text('payOff:open')}</p>
      <p className="big" data-testid="statement-open">
        {money(statement.open, asset)}
      </p>
      <Facts
        items={[
          { label: text('payOff:dueOn'), value: statement.dueOn, strong: true },
          { label: text('payOff:statementOn'), value: statement.statementOn },
          { label: text('payOff:balance'), value: money(statement.balance, asset) },
          { label: text('payOff:minimum'), value: money(statement.minimum, asset) },
          !isZero(statement.paid) && { label: text('payOff:paid'), value: money(statement.paid, asset) },
          { label: text('payOff:toldOn'), value: statement.toldOn },
        ]}
      />
    </>
  );
}

type ItemProps = { card: PayOffCardView; asset: string; today: string; offered: boolean; choose: (statement: CardStatementView) => void };

function Item({ card, asset, today, offered, choose }: ItemProps) {
  const { text, choose: inLanguage } = useText();
  const [fetching, dropping] = [useFetchStatement(), useDropCard()];
  const { statement } = card;
  const fresh = statement?.toldOn === today;
  const error = fetching.error ?? dropping.error;
  return (
    <section className="card" data-testid="pay-off-card">
      <h2>
        {inLanguage(card.issuerZh, card.issuer)} <span className="num">{card.cardMasked}</span>
      </h2>
      {card.underWay && <p className="tag">{text('payOff:underWay')}</p>}
      {statement && <Bill statement={statement} asset={asset} />}
      {error && <Failure error={error} />}
      {statement && fresh && offered && !card.underWay && !isZero(statement.open) && (
        <Button block color="primary" size="large" onClick={() => choose(statement)} data-testid="choose-statement">
          {text('payOff:choose')}
        </Button>
      )}
      {statement && fresh && isZero(statement.open) && <p className="note">{text('payOff:settled')}</p>}
      <div className="actions">
        <Button size="middle" loading={fetching.isPending} onClick={() => fetching.mutate(card.id)} data-testid="fetch-statement">
          {text('payOff:fetch')}
        </Button>
        {!card.underWay && (
          <Button size="middle" fill="outline" loading={dropping.isPending} onClick={() => dropping.mutate(card.id)} data-testid="drop-card">
            {text('payOff:drop')}
          </Button>
        )}
      </div>
    </section>
  );
}

function AddForm({ cards, done }: { cards: MyPayOffCards; done: () => void }) {
  const { text, choose } = useText();
  const [number, setNumber] = useState('');
  const [agreed, setAgreed] = useState(false);
  const command = useAddCard(done);
  const { statement } = cards.consentTexts;
  const complete = number.trim() !== '' && agreed;
  return (
    <form
      className="card"
      onSubmit={(event) => {
        event.preventDefault();
        if (complete && !command.isPending)
          command.mutate({ cardNumber: number.replace(/\s/g, ''), consent: { accepted: agreed, textVersion: statement.version } });
      }}
    >
      <h2>{text('payOff:add')}</h2>
      <Field
        label={text('payOff:cardNumber')}
        testid="credit-card"
        value={number}
        onChange={setNumber}
        inputMode="numeric"
        autoComplete="cc-number"
        hint={text('payOff:cardHint')}
        maxLength={32}
      />
      <section className="agreement">{choose(statement.zh, statement.en)}</section>
      <Tick label={text('payOff:agree')} testid="agree-statement" checked={agreed} onChange={setAgreed} />
      {command.isError && <Failure error={command.error} />}
      <Button block color="primary" size="large" type="submit" disabled={!complete} loading={command.isPending} data-testid="submit-card">
        {text('payOff:submitCard')}
      </Button>
    </form>
  );
}

/** The customer's credit cards, each with its bill. */
export function CardList({ cards, choose }: { cards: MyPayOffCards; choose: (statement: CardStatementView) => void }) {
  const { text } = useText();
  const [adding, setAdding] = useState(false);
  return (
    <>
      {cards.items.length === 0 && !adding && <p className="why">{text('payOff:none')}</p>}
      {cards.items.map((card) => (
        <Item key={card.id} card={card} asset={cards.asset} today={cards.businessDate} offered={cards.offered} choose={choose} />
      ))}
      {cards.offered &&
        (adding ? (
          <AddForm cards={cards} done={() => setAdding(false)} />
        ) : (
          <Button block size="large" onClick={() => setAdding(true)} data-testid="add-card">
            {text('payOff:add')}
          </Button>
        ))}
    </>
  );
}
