-- "run_campaign_id_observance_year_key" begins with the same column: a second index only made each transition dearer.
DROP INDEX "run_campaign_id_idx";
