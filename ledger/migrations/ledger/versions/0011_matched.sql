-- Matching for less: keys go in in the order of their index, and nobody waits for the disk to hear that a record was compared.

SET LOCAL ROLE renmai_owner;

-- Nothing of what a record says can be there already: its stale keys were deleted a moment before, and a record has each
-- key once. Looking for conflicts took as long as the insertion, and random places in the index half as long again. Only
-- that statement of `ledger.append` changes, whatever else has become of the function since.
DO $$
DECLARE
    before text := pg_get_functiondef('ledger.append'::regproc);
    after text := regexp_replace(
        before,
        '(SELECT unnest\(r\.digests\), r\.stream FROM ledger\.match_record r WHERE r\.stream = ANY \(described\))'
        '\s+ON CONFLICT DO NOTHING;',
        '\1 ORDER BY 1;');
BEGIN
    IF after = before THEN
        RAISE EXCEPTION 'ledger.append is not as expected';
    END IF;
    EXECUTE after;
END $$;

-- That a record was compared may be forgotten by a crash: then it is compared again, and nothing is said twice.
CREATE OR REPLACE FUNCTION ledger.matched(compared uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM set_config('synchronous_commit', 'off', true);
    DELETE FROM ledger.match_due WHERE stream = ANY (compared);
END $$;

RESET ROLE;
