-- question: How many of our offers are accepted?
-- definition: Offers of the period by what became of them; an answer may come after it.
-- unit: offers; per cent, two decimals
-- denominator: offers that were answered
-- grain: one row
-- owner: recruiting operations
-- rows: 145
-- version: 1
-- parameters: since
-- within: made > accepted + declined
SELECT
    count(*) AS made,
    count_if(accepted AND NOT declined) AS accepted,
    count_if(declined) AS declined,
    CAST(100 * count_if(accepted AND NOT declined) / nullif(count_if(accepted OR declined), 0) AS DECIMAL(5, 2))
        AS acceptance
FROM (
    SELECT
        offer,
        min(CASE WHEN type = 'offer-made' THEN happened_at END) AS made_at,
        bool_or(type = 'offer-accepted') AS accepted,
        bool_or(type = 'offer-declined') AS declined
    FROM event
    WHERE offer IS NOT NULL
    GROUP BY offer
) offers
WHERE made_at >= :since
