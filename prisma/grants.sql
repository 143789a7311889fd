-- What the role of the service may do: one row for every table of the database, with as little as its stores need, and nothing else.
-- Applied after the migrations by `migrate`, in one transaction; by hand: psql -v app_role=marquee_app -1 -f prisma/grants.sql
--
-- Who makes a table adds its row here, and test/database/roles.spec.ts fails until it stands: SELECT and INSERT for history,
-- UPDATE of named columns where only they change, DELETE where rows are no history. SELECT ... FOR UPDATE needs UPDATE of some column.

-- Everything is taken first, so that a grant that stands here no more goes.
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM :"app_role";
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM :"app_role";
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM :"app_role";
REVOKE CREATE ON SCHEMA public FROM PUBLIC, :"app_role";
REVOKE CREATE, TEMPORARY ON DATABASE :"DBNAME" FROM PUBLIC, :"app_role";
REVOKE EXECUTE ON FUNCTION archive_transitions(TIMESTAMPTZ, BIGINT, BIGINT), lock_audit_head() FROM PUBLIC;

GRANT USAGE ON SCHEMA public TO :"app_role";
GRANT EXECUTE ON FUNCTION lock_audit_head() TO :"app_role";
GRANT USAGE ON SEQUENCE outbox_event_pos_seq, transition_seq_seq TO :"app_role";

GRANT SELECT, INSERT, UPDATE ON "api_key" TO :"app_role";
GRANT SELECT, INSERT, UPDATE ON "appeal" TO :"app_role";
-- Appended to, never changed; the head moves with the rows, by the database's own hand.
GRANT SELECT, INSERT ON "audit_entry" TO :"app_role";
GRANT SELECT ON "audit_head" TO :"app_role";
GRANT SELECT ON "audit_partner" TO :"app_role";
GRANT SELECT, INSERT, UPDATE ON "campaign" TO :"app_role";
GRANT SELECT, INSERT, UPDATE, DELETE ON "campaign_recurrence" TO :"app_role";
GRANT SELECT, INSERT, UPDATE ON "care_policy" TO :"app_role";
GRANT SELECT, INSERT, UPDATE ON "conflict" TO :"app_role";
GRANT SELECT, INSERT ON "consent" TO :"app_role";
GRANT SELECT, INSERT, UPDATE ON "content_import" TO :"app_role";
GRANT SELECT, INSERT ON "content_import_refusal" TO :"app_role";
GRANT SELECT, INSERT, UPDATE ON "content_item" TO :"app_role";
GRANT SELECT, INSERT ON "decision" TO :"app_role";
GRANT SELECT, INSERT ON "edit_response" TO :"app_role";
GRANT SELECT, INSERT, UPDATE ON "emergency_advice" TO :"app_role";
GRANT SELECT, INSERT, UPDATE ON "guide" TO :"app_role";
GRANT SELECT, INSERT ON "guide_alert" TO :"app_role";
GRANT SELECT, INSERT ON "guide_decision" TO :"app_role";
GRANT SELECT, INSERT ON "guide_localization" TO :"app_role";
GRANT SELECT, INSERT, UPDATE ("state") ON "guide_revision" TO :"app_role";
GRANT SELECT, INSERT ON "guide_sign_off" TO :"app_role";
GRANT SELECT, INSERT, UPDATE ON "help_only" TO :"app_role";
GRANT SELECT, INSERT, UPDATE ON "help_override" TO :"app_role";
GRANT SELECT, INSERT ON "help_waiver" TO :"app_role";
GRANT SELECT, INSERT, UPDATE ON "helpline" TO :"app_role";
GRANT SELECT, INSERT ON "helpline_alarm" TO :"app_role";
GRANT SELECT, INSERT ON "helpline_version" TO :"app_role";
GRANT SELECT, INSERT ON "idempotency_key" TO :"app_role";
GRANT SELECT ON "installation" TO :"app_role";
GRANT SELECT, INSERT, UPDATE ON "invitation" TO :"app_role";
-- Of a story whose consent is withdrawn the words are erased, and nothing else.
GRANT SELECT, INSERT, UPDATE ("text") ON "localization" TO :"app_role";
GRANT SELECT, INSERT ON "media_attestation" TO :"app_role";
GRANT SELECT, INSERT, UPDATE ON "member" TO :"app_role";
GRANT SELECT, INSERT, UPDATE ON "observance" TO :"app_role";
GRANT SELECT, INSERT, UPDATE ON "outbox_cursor" TO :"app_role";
GRANT SELECT, INSERT ON "outbox_event" TO :"app_role";
GRANT SELECT, INSERT, UPDATE ON "partner" TO :"app_role";
GRANT SELECT, INSERT, UPDATE ON "partner_application" TO :"app_role";
GRANT SELECT, INSERT, UPDATE ON "partner_domain" TO :"app_role";
GRANT SELECT, INSERT, UPDATE ON "partner_policy" TO :"app_role";
GRANT SELECT, INSERT, UPDATE ON "pause" TO :"app_role";
GRANT SELECT, INSERT ON "pause_resumption" TO :"app_role";
GRANT SELECT, INSERT ON "playlist" TO :"app_role";
GRANT SELECT, INSERT ON "playlist_entry" TO :"app_role";
-- Forgotten after an hour, when every process has read it.
GRANT SELECT, INSERT, DELETE ON "programme_change" TO :"app_role";
GRANT SELECT, UPDATE ON "programme_version" TO :"app_role";
GRANT SELECT, INSERT ON "rehearsal" TO :"app_role";
GRANT SELECT, INSERT, UPDATE ON "removal" TO :"app_role";
GRANT SELECT, INSERT, UPDATE ON "review" TO :"app_role";
GRANT SELECT, INSERT ON "review_skip" TO :"app_role";
GRANT SELECT, INSERT, UPDATE ON "reviewer_care" TO :"app_role";
GRANT SELECT, INSERT, UPDATE ("state") ON "revision" TO :"app_role";
GRANT SELECT, INSERT, UPDATE ON "run" TO :"app_role";
GRANT SELECT, INSERT ON "run_approval" TO :"app_role";
GRANT SELECT, INSERT, UPDATE, DELETE ON "run_zone_window" TO :"app_role";
-- Reports of showings: batches and what is below the floor are forgotten after some days, sums stay.
GRANT SELECT, INSERT, DELETE ON "showing_batch" TO :"app_role";
GRANT SELECT, INSERT, UPDATE, DELETE ON "showing_pending" TO :"app_role";
GRANT SELECT, INSERT, UPDATE ON "showing_sum" TO :"app_role";
GRANT SELECT, INSERT ON "sign_off" TO :"app_role";
-- Accounts of people: what the sign-in library keeps, and what it forgets.
GRANT SELECT, INSERT, UPDATE, DELETE ON "sign_in_account" TO :"app_role";
GRANT SELECT, INSERT, UPDATE ("removed_at") ON "sign_in_issuer" TO :"app_role";
GRANT SELECT, INSERT, UPDATE, DELETE ON "sign_in_link" TO :"app_role";
GRANT SELECT, INSERT, UPDATE, DELETE ON "sign_in_passkey" TO :"app_role";
GRANT SELECT, INSERT, UPDATE, DELETE ON "sign_in_second_factor" TO :"app_role";
GRANT SELECT, INSERT, UPDATE, DELETE ON "sign_in_session" TO :"app_role";
GRANT SELECT, INSERT, UPDATE, DELETE ON "sign_in_user" TO :"app_role";
GRANT SELECT, INSERT, UPDATE, DELETE ON "sign_in_verification" TO :"app_role";
GRANT SELECT, INSERT, UPDATE, DELETE ON "slot" TO :"app_role";
GRANT SELECT, INSERT, UPDATE ON "surface" TO :"app_role";
GRANT SELECT, INSERT, UPDATE ON "surface_stamp" TO :"app_role";
-- Archiving takes rows out of it; that is the owner's, by the command `archive`.
GRANT SELECT, INSERT ON "transition" TO :"app_role";
GRANT SELECT ON "transition_archive" TO :"app_role";
GRANT SELECT, INSERT, UPDATE ON "zone_change" TO :"app_role";
