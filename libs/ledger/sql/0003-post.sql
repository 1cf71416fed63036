-- Parallel arrays carry a batch: j_… one entry a journal (j_first: its first transfer, one more at the end; j_unit: the first
-- journal of the linked group it belongs to), t_… one a transfer (t_debit and t_credit point into a_…), a_… one an account
-- (a_debit and a_credit: the most the batch adds to it; a_watch: those whose journals must be walked in order).

-- Why a settlement or void may not release its pending journal; null when it may.
CREATE FUNCTION ledger.release_fault(
  p_book text, p_bucket int, p_target uuid, p_date date, p_void boolean,
  p_debits bigint[], p_credits bigint[], p_amounts bigint[], p_held bigint[]
) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  v_expires date;
  v_same boolean;
BEGIN
  SELECT expires_on INTO v_expires FROM ledger.pending WHERE bucket = p_bucket AND journal_id = p_target AND book = p_book;
  IF NOT FOUND THEN
    PERFORM FROM ledger.transfer WHERE bucket = p_bucket AND journal_id = p_target AND book = p_book AND held > 0;
    RETURN CASE WHEN FOUND THEN 'PENDING_CLOSED' ELSE 'PENDING_UNKNOWN' END;
  END IF;
  SELECT count(*) = cardinality(p_held) AND bool_and(debit_account = p_debits[position + 1] AND credit_account = p_credits[position + 1]
      AND held = -p_held[position + 1] AND p_amounts[position + 1] <= held) INTO v_same
    FROM ledger.transfer WHERE bucket = p_bucket AND journal_id = p_target;
  RETURN CASE WHEN v_same IS NOT TRUE THEN 'PENDING_MISMATCH' WHEN v_expires < p_date AND NOT p_void THEN 'PENDING_EXPIRED' END;
END $$;

-- Judges the journals of a batch one by one, in order, under the book's lane. Only those are walked that can fail: the ones
-- that touch an account which might not bear the whole batch, or whose id is known. All others hold in any order and
-- whatever becomes of these. Answers a verdict per journal (null: accepted), the account and the figure it turned on, and
-- the amounts of the transfers, those of sweeps now decided.
CREATE FUNCTION ledger.judge(
  p_book text, p_known boolean, p_digests bytea, j_id uuid[], j_date date[], j_first int[], j_unit int[], j_target uuid[],
  t_journal int[], t_debit int[], t_credit int[], t_amount bigint[], t_held bigint[], t_asked bigint[],
  a_id bigint[], a_debit bigint[], a_credit bigint[], a_watch int[],
  OUT v_verdict text[], OUT v_account int[], OUT v_place int[], OUT v_figure numeric[], OUT v_amount bigint[]
) LANGUAGE plpgsql AS $$
DECLARE
  c_max constant bigint := 9223372036854775807;
  n constant int := cardinality(j_id);
  v_state text[]; v_normal int[]; v_floor bigint[]; v_ceiling bigint[]; v_watched boolean[];
  v_debits bigint[]; v_credits bigint[]; v_held_debits bigint[]; v_held_credits bigint[];
  v_seen bytea[]; v_seen_at bigint[]; v_released uuid[] := '{}'; v_kept int;
  v_unit int; v_done int[]; v_reason text; v_rises boolean; v_free numeric; v_move bigint; v_hold bigint;
  j int; t int; k int; d int; c int;
BEGIN
  v_amount := t_amount;
  v_verdict := array_fill(NULL::text, ARRAY[n]);
  v_account := array_fill(NULL::int, ARRAY[n]);
  v_place := v_account;
  v_figure := array_fill(NULL::numeric, ARRAY[n]);
  SELECT array_agg(state), array_agg(normal), array_agg(s.floor), array_agg(s.ceiling), array_agg(debits), array_agg(credits), array_agg(pending_debits),
      array_agg(pending_credits), array_agg(state IS NOT NULL OR debits > c_max - a_debit[i] OR credits > c_max - a_credit[i]
        OR s.floor > least(normal * (debits::numeric - credits), c_max) - CASE normal WHEN 1 THEN pending_credits::numeric + a_credit[i] ELSE pending_debits::numeric + a_debit[i] END
        OR s.ceiling < normal * (debits::numeric - credits) + CASE normal WHEN 1 THEN pending_debits::numeric + a_debit[i] ELSE pending_credits::numeric + a_credit[i] END)
    INTO v_state, v_normal, v_floor, v_ceiling, v_debits, v_credits, v_held_debits, v_held_credits, v_watched
    FROM (SELECT i::int AS i, a.floor, a.ceiling, a.debits, a.credits, a.pending_debits, a.pending_credits, CASE a.side WHEN 'debit' THEN 1 ELSE -1 END AS normal,
        CASE WHEN a.account_id IS NULL THEN 'ACCOUNT_NOT_OPEN' WHEN a.closed THEN 'ACCOUNT_CLOSED' END AS state
      FROM unnest(a_id) WITH ORDINALITY AS given(id, i)
      LEFT JOIN ledger.account a ON a.bucket = (given.id >> 55)::int AND a.account_id = given.id AND a.book = p_book ORDER BY i) s;
  FOREACH k IN ARRAY coalesce(a_watch, '{}') LOOP v_watched[k] := true; END LOOP;
  IF p_known THEN
    SELECT array_agg(digest), array_agg(sequence) INTO v_seen, v_seen_at FROM (
      SELECT h.digest, h.sequence FROM unnest(j_id) WITH ORDINALITY AS given(id, i)
      LEFT JOIN ledger.transfer h ON h.bucket = (a_id[t_debit[j_first[i]]] >> 55)::int AND h.journal_id = given.id AND h.position = 0 ORDER BY i) s;
  END IF;

  FOR v_unit IN
    SELECT DISTINCT coalesce(j_unit[g], g) FROM (
      SELECT t_journal[i] FROM unnest(t_debit, t_credit) WITH ORDINALITY AS legs(debit, credit, i) WHERE v_watched[debit] OR v_watched[credit]
      UNION ALL SELECT i::int FROM unnest(v_seen_at) WITH ORDINALITY AS seen(at, i) WHERE at IS NOT NULL) AS given(g) ORDER BY 1
  LOOP
    v_reason := NULL;
    v_done := '{}';
    v_kept := cardinality(v_released);
    j := v_unit;
    WHILE j <= n AND coalesce(j_unit[j], j) = v_unit LOOP
      t := j_first[j];
      IF v_seen_at[j] IS NOT NULL THEN
        v_figure[j] := v_seen_at[j];
        IF v_seen[j] = substring(p_digests FROM 32 * j - 31 FOR 32) THEN
          v_verdict[j] := 'REPEATED';
          j := j + 1;
          CONTINUE;
        END IF;
        v_reason := 'JOURNAL_REUSED';
      ELSIF t_held[t] < 0 THEN
        v_reason := CASE WHEN j_target[j] = ANY (v_released) THEN 'PENDING_CLOSED' ELSE
          ledger.release_fault(p_book, (a_id[t_debit[t]] >> 55)::int, j_target[j], j_date[j], 0 = ALL (t_amount[t:j_first[j + 1] - 1]),
            (SELECT array_agg(a_id[t_debit[i]] ORDER BY i) FROM generate_series(t, j_first[j + 1] - 1) i),
            (SELECT array_agg(a_id[t_credit[i]] ORDER BY i) FROM generate_series(t, j_first[j + 1] - 1) i),
            t_amount[t:j_first[j + 1] - 1], t_held[t:j_first[j + 1] - 1]) END;
        v_released := v_released || j_target[j];
      END IF;
      WHILE v_reason IS NULL AND t < j_first[j + 1] LOOP
        d := t_debit[t];
        c := t_credit[t];
        v_hold := coalesce(t_held[t], 0);
        k := CASE WHEN v_state[d] IS NOT NULL THEN d WHEN v_state[c] IS NOT NULL THEN c END;
        IF k IS NOT NULL THEN v_reason := v_state[k]; v_account[j] := k; EXIT; END IF;
        IF t_asked[t] IS NOT NULL THEN
          k := CASE WHEN t_asked[t] > 0 THEN d ELSE c END;
          v_free := v_normal[k] * (v_debits[k]::numeric - v_credits[k]) - CASE v_normal[k] WHEN 1 THEN v_held_credits[k] ELSE v_held_debits[k] END - coalesce(v_floor[k], 0);
          v_amount[t] := greatest(least(abs(t_asked[t]), v_free), 0);
          IF v_amount[t] = 0 THEN v_reason := 'INSUFFICIENT_BALANCE'; v_account[j] := k; v_figure[j] := v_free; EXIT; END IF;
        END IF;
        v_move := v_amount[t];
        k := CASE WHEN v_debits[d] > c_max - v_move OR v_held_debits[d] > c_max - greatest(v_hold, 0) THEN d
          WHEN v_credits[c] > c_max - v_move OR v_held_credits[c] > c_max - greatest(v_hold, 0) THEN c END;
        IF k IS NOT NULL THEN v_reason := 'BALANCE_OVERFLOW'; v_account[j] := k; EXIT; END IF;
        v_debits[d] := v_debits[d] + v_move;
        v_credits[c] := v_credits[c] + v_move;
        v_held_debits[d] := v_held_debits[d] + v_hold;
        v_held_credits[c] := v_held_credits[c] + v_hold;
        v_done := v_done || t;
        -- What only releases takes nothing from anyone's room.
        IF v_move + v_hold > 0 THEN
          FOREACH k IN ARRAY ARRAY[d, c] LOOP
            v_rises := (k = d) = (v_normal[k] = 1);
            v_free := v_normal[k] * (v_debits[k]::numeric - v_credits[k]);
            v_free := CASE WHEN v_rises THEN v_ceiling[k] - v_free - CASE v_normal[k] WHEN 1 THEN v_held_debits[k] ELSE v_held_credits[k] END
              ELSE v_free - CASE v_normal[k] WHEN 1 THEN v_held_credits[k] ELSE v_held_debits[k] END - v_floor[k] END;
            IF v_free < 0 THEN
              v_reason := CASE WHEN v_rises THEN 'BALANCE_LIMIT' ELSE 'INSUFFICIENT_BALANCE' END;
              v_account[j] := k;
              v_figure[j] := v_free + v_move + v_hold;
              EXIT;
            END IF;
          END LOOP;
        END IF;
        EXIT WHEN v_reason IS NOT NULL;
        t := t + 1;
      END LOOP;
      EXIT WHEN v_reason IS NOT NULL;
      j := j + 1;
    END LOOP;
    CONTINUE WHEN v_reason IS NULL;

    -- The unit is taken back as a whole.
    FOREACH k IN ARRAY v_done LOOP
      v_debits[t_debit[k]] := v_debits[t_debit[k]] - v_amount[k];
      v_credits[t_credit[k]] := v_credits[t_credit[k]] - v_amount[k];
      v_held_debits[t_debit[k]] := v_held_debits[t_debit[k]] - coalesce(t_held[k], 0);
      v_held_credits[t_credit[k]] := v_held_credits[t_credit[k]] - coalesce(t_held[k], 0);
    END LOOP;
    v_released := v_released[1:v_kept];
    v_verdict[j] := v_reason;
    v_place[j] := t;
    k := v_unit;
    WHILE k <= n AND coalesce(j_unit[k], k) = v_unit LOOP
      v_verdict[k] := coalesce(v_verdict[k], 'LINKED_REFUSED');
      k := k + 1;
    END LOOP;
  END LOOP;
END $$;

-- Appends the accepted transfers of a batch to the history; v_order gives each accepted journal its place, null: all in turn.
CREATE FUNCTION ledger.append(
  p_book text, v_before bigint, p_digests bytea, v_verdict text[], v_order int[], v_amount bigint[],
  j_id uuid[], j_date date[], j_kind text[], j_reference text[], j_subject text[], j_first int[], j_target uuid[], j_expires date[],
  t_journal int[], t_debit int[], t_credit int[], t_held bigint[], t_asked bigint[], a_id bigint[]
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO ledger.transfer (bucket, journal_id, position, book, sequence, business_date, debit_account, credit_account, amount, held, asked,
      kind, reference, subject, digest, target, expires_on)
    SELECT (a_id[t_debit[i]] >> 55)::int, j_id[j], i - j_first[j], p_book, v_before + coalesce(v_order[j], j), j_date[j],
      a_id[t_debit[i]], a_id[t_credit[i]], v_amount[i], t_held[i], t_asked[i],
      CASE WHEN i = j_first[j] THEN j_kind[j] END, CASE WHEN i = j_first[j] THEN j_reference[j] END, CASE WHEN i = j_first[j] THEN j_subject[j] END,
      CASE WHEN i = j_first[j] THEN substring(p_digests FROM 32 * j - 31 FOR 32) END, j_target[j], j_expires[j]
    FROM unnest(t_journal) WITH ORDINALITY AS legs(j, at), LATERAL (SELECT at::int) AS place(i) WHERE v_verdict[j] IS NULL;
END $$;

-- Posts a batch of one book in one call: takes the lane, accepts or refuses each journal (or linked group) by itself, and
-- writes what was accepted as one link of the chain. The whole batch is tried in sets first; only when that fails are the
-- journals judged one by one (p_careful starts there). With p_expected, the sequence that the book's last journal will have, the
-- rows go in before the lane is taken, while another batch still holds it; a wrong guess is taken back and tried again.
-- Answers a first row (journal 0) with the last sequence and, as account, how many were accepted; then a row per journal that
-- was not; then a row per sweep with the amount that it moved.
CREATE FUNCTION ledger.post(
  p_book text, p_at timestamptz, p_careful boolean, p_expected bigint, p_months text[], p_first_date date, p_last_date date, p_digests bytea,
  j_id uuid[], j_date date[], j_kind text[], j_reference text[], j_subject text[], j_first int[], j_unit int[], j_target uuid[], j_expires date[],
  t_journal int[], t_debit int[], t_credit int[], t_amount bigint[], t_held bigint[], t_asked bigint[],
  a_id bigint[], a_debit bigint[], a_credit bigint[], a_count int[], a_watch int[]
) RETURNS TABLE (journal int, verdict text, place int, account int, figure numeric)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  n constant int := cardinality(j_id);
  v_careful boolean := p_careful; v_expected bigint := CASE WHEN NOT p_careful THEN p_expected END; v_known boolean := false;
  v_verdict text[]; v_account int[]; v_place int[]; v_figure numeric[]; v_amount bigint[] := t_amount; v_order int[];
  v_count int := n; v_material bytea := p_digests; v_rows int; v_debit bigint[]; v_credit bigint[]; v_entries int[]; i int;
  v_sequence bigint; v_batch bigint; v_head bytea; v_at timestamptz;
BEGIN
  PERFORM ledger.open_months(p_months);
  LOOP
    BEGIN
      IF v_expected IS NOT NULL THEN
        PERFORM ledger.append(p_book, v_expected, p_digests, v_verdict, v_order, v_amount, j_id, j_date, j_kind, j_reference, j_subject, j_first, j_target,
          j_expires, t_journal, t_debit, t_credit, t_held, t_asked, a_id);
      END IF;
      IF v_careful THEN
        SELECT b.sequence INTO v_sequence FROM ledger.book b WHERE b.bucket = 0 AND b.book = p_book FOR UPDATE;
        SELECT * INTO v_verdict, v_account, v_place, v_figure, v_amount FROM ledger.judge(p_book, v_known, p_digests, j_id, j_date, j_first, j_unit, j_target,
          t_journal, t_debit, t_credit, t_amount, t_held, t_asked, a_id, a_debit, a_credit, a_watch);
        -- What was refused may have been posted before.
        IF NOT v_known THEN
          PERFORM FROM unnest(v_verdict) WITH ORDINALITY AS judged(verdict, i)
            JOIN ledger.transfer h ON h.bucket = (a_id[t_debit[j_first[i]]] >> 55)::int AND h.journal_id = j_id[i] AND h.position = 0
            WHERE judged.verdict IS NOT NULL;
          v_known := FOUND;
          CONTINUE WHEN v_known;
        END IF;
        SELECT count(*) FILTER (WHERE verdict IS NULL), array_agg(place),
            string_agg(substring(p_digests FROM 32 * i - 31 FOR 32) || coalesce(swept, ''), '' ORDER BY i) FILTER (WHERE verdict IS NULL)
          INTO v_count, v_order, v_material
          FROM (SELECT i::int AS i, verdict, (count(*) FILTER (WHERE verdict IS NULL) OVER (ORDER BY i))::int AS place,
              CASE WHEN t_asked IS NOT NULL THEN (SELECT string_agg(int8send(v_amount[x]), '' ORDER BY x) FROM generate_series(j_first[i], j_first[i + 1] - 1) x WHERE t_asked[x] IS NOT NULL) END AS swept
            FROM unnest(v_verdict) WITH ORDINALITY AS judged(verdict, i) ORDER BY i) s;
      END IF;
      IF v_count > 0 THEN
        UPDATE ledger.book b SET sequence = b.sequence + v_count, batch = b.batch + 1, posted_at = greatest(b.posted_at, p_at),
            head = sha256(b.head || int8send((extract(epoch FROM greatest(b.posted_at, p_at)) * 1000000)::bigint) || v_material)
          WHERE b.bucket = 0 AND b.book = p_book
          RETURNING b.sequence, b.batch, b.head, b.posted_at INTO v_sequence, v_batch, v_head, v_at;
        IF NOT FOUND THEN RAISE EXCEPTION 'book % is not open', p_book USING ERRCODE = 'LG404'; END IF;
        IF v_expected <> v_sequence - v_count THEN RAISE EXCEPTION 'not the next in the book' USING ERRCODE = 'LG002'; END IF;
        IF a_watch IS NOT NULL THEN
          UPDATE ledger.account a SET debits = a.debits + g.debit, credits = a.credits + g.credit,
              pending_debits = a.pending_debits + g.held_debit, pending_credits = a.pending_credits + g.held_credit, entries = a.entries + g.entries
            FROM (SELECT a_id[k] AS id, sum(debit)::bigint AS debit, sum(credit)::bigint AS credit, sum(held_debit)::bigint AS held_debit,
                  sum(held_credit)::bigint AS held_credit, count(*) AS entries
                FROM (SELECT t_debit[i] AS k, v_amount[i] AS debit, 0 AS credit, coalesce(t_held[i], 0) AS held_debit, 0 AS held_credit
                    FROM generate_series(1, cardinality(t_debit)) i WHERE v_verdict[t_journal[i]] IS NULL
                  UNION ALL SELECT t_credit[i], 0, v_amount[i], 0, coalesce(t_held[i], 0)
                    FROM generate_series(1, cardinality(t_debit)) i WHERE v_verdict[t_journal[i]] IS NULL) legs GROUP BY k) g
            WHERE a.bucket = (g.id >> 55)::int AND a.account_id = g.id;
        ELSE
          v_debit := a_debit;
          v_credit := a_credit;
          v_entries := a_count;
          IF v_careful THEN
            FOR i IN SELECT at FROM unnest(t_journal) WITH ORDINALITY AS legs(j, at) WHERE v_verdict[j] IS NOT NULL LOOP
              v_debit[t_debit[i]] := v_debit[t_debit[i]] - t_amount[i];
              v_entries[t_debit[i]] := v_entries[t_debit[i]] - 1;
              v_credit[t_credit[i]] := v_credit[t_credit[i]] - t_amount[i];
              v_entries[t_credit[i]] := v_entries[t_credit[i]] - 1;
            END LOOP;
          END IF;
          UPDATE ledger.account a SET debits = a.debits + v_debit[i], credits = a.credits + v_credit[i], entries = a.entries + v_entries[i]
            FROM unnest(a_id) WITH ORDINALITY AS given(id, i)
            WHERE a.bucket = (given.id >> 55)::int AND a.account_id = given.id AND a.book = p_book AND (v_careful OR NOT a.closed
              AND (a.floor IS NULL OR CASE a.side WHEN 'debit' THEN v_credit[i] = 0 OR a.debits - a.credits - a.pending_credits - a.floor >= v_credit[i]
                ELSE v_debit[i] = 0 OR a.credits - a.debits - a.pending_debits - a.floor >= v_debit[i] END)
              AND (a.ceiling IS NULL OR CASE a.side WHEN 'debit' THEN v_debit[i] = 0 OR a.ceiling - a.debits + a.credits - a.pending_debits >= v_debit[i]
                ELSE v_credit[i] = 0 OR a.ceiling - a.credits + a.debits - a.pending_credits >= v_credit[i] END));
          GET DIAGNOSTICS v_rows = ROW_COUNT;
          IF NOT v_careful AND v_rows <> cardinality(a_id) THEN RAISE EXCEPTION 'to be judged one by one' USING ERRCODE = 'LG001'; END IF;
        END IF;
        IF v_expected IS NULL THEN
          PERFORM ledger.append(p_book, v_sequence - v_count, p_digests, v_verdict, v_order, v_amount, j_id, j_date, j_kind, j_reference, j_subject, j_first, j_target,
            j_expires, t_journal, t_debit, t_credit, t_held, t_asked, a_id);
        END IF;
        INSERT INTO ledger.batch (bucket, book, batch, first_sequence, last_sequence, hash, posted_at, first_date, last_date)
          VALUES (0, p_book, v_batch, v_sequence - v_count + 1, v_sequence, v_head, v_at, p_first_date, p_last_date);
        IF t_held IS NOT NULL THEN PERFORM ledger.hold(p_book, v_verdict, j_id, j_first, j_target, j_expires, t_debit, t_held, a_id); END IF;
      END IF;
      EXIT;
    EXCEPTION
      WHEN unique_violation THEN
        IF v_known THEN RAISE; END IF;
        v_known := true;
        v_careful := true;
        v_expected := NULL;
      WHEN SQLSTATE 'LG002' THEN
        v_expected := NULL;
      WHEN SQLSTATE 'LG001' OR numeric_value_out_of_range THEN
        IF v_careful THEN RAISE; END IF;
        v_careful := true;
        v_expected := NULL;
    END;
  END LOOP;
  RETURN QUERY SELECT 0, NULL::text, NULL::int, v_count, v_sequence::numeric;
  RETURN QUERY SELECT i::int, v, v_place[i], v_account[i], v_figure[i] FROM unnest(v_verdict) WITH ORDINALITY AS judged(v, i) WHERE v IS NOT NULL;
  RETURN QUERY SELECT t_journal[i], NULL::text, i::int, NULL::int, v_amount[i]::numeric FROM unnest(t_asked) WITH ORDINALITY AS legs(asked, i)
    WHERE asked IS NOT NULL AND v_verdict[t_journal[i]] IS NULL;
END $$;

-- Notes the pending journals of a batch as open and those that it settles or voids as closed.
CREATE FUNCTION ledger.hold(p_book text, v_verdict text[], j_id uuid[], j_first int[], j_target uuid[], j_expires date[], t_debit int[], t_held bigint[], a_id bigint[])
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO ledger.pending (bucket, journal_id, book, expires_on)
    SELECT (a_id[t_debit[j_first[i]]] >> 55)::int, id, p_book, j_expires[i] FROM unnest(j_id) WITH ORDINALITY AS given(id, i)
    WHERE v_verdict[i] IS NULL AND t_held[j_first[i]] > 0;
  DELETE FROM ledger.pending p USING unnest(j_target) WITH ORDINALITY AS given(id, i)
    WHERE p.bucket = (a_id[t_debit[j_first[i]]] >> 55)::int AND p.journal_id = given.id AND v_verdict[i] IS NULL AND t_held[j_first[i]] < 0;
END $$;

-- Plans are made once and for any batch: with the arrays in sight, or from the size of tables that were still empty, the
-- planner would read whole tables.
ALTER FUNCTION ledger.post SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION ledger.post SET enable_seqscan = off;
ALTER FUNCTION ledger.post SET enable_hashjoin = off;
ALTER FUNCTION ledger.post SET enable_mergejoin = off;
