-- Schema 2: inline codes of both texts. In older histories too, so that what was done before can be undone.

ALTER TABLE unit ADD COLUMN source_codes TEXT NOT NULL DEFAULT '';  -- JSON (tm.inline); empty for none
ALTER TABLE unit ADD COLUMN target_codes TEXT NOT NULL DEFAULT '';
UPDATE change SET before = json_set(before, '$.source_codes', '', '$.target_codes', '')
    WHERE table_name = 'unit' AND before IS NOT NULL;
UPDATE change SET after = json_set(after, '$.source_codes', '', '$.target_codes', '')
    WHERE table_name = 'unit' AND after IS NOT NULL;
