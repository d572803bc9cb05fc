-- Roles of the published register, and what each may do. Apply as superuser, in the register's own database, after the
-- tables were made; apply again after each update. Repeating it changes nothing.
--
--   originseal_owner       owns the tables: creates and migrates them, rebuilds prepared rows; no program runs as it
--   originseal_publisher   the office's issue job: INSERT, never UPDATE or DELETE of what was published
--   originseal_reader      the public reference service: SELECT, nothing else
--   originseal_purger      the retention job: DELETE of content and copies whose expunge record it has appended, nothing else
--
-- They are groups without sign-in. Give each program a user of its own in one of them, for example:
--   CREATE ROLE reference LOGIN PASSWORD '…' IN ROLE originseal_reader;
--   ALTER ROLE reference SET default_transaction_read_only = on;
--   ALTER ROLE reference SET statement_timeout = '2s';

BEGIN;

DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['originseal_owner', 'originseal_publisher', 'originseal_reader', 'originseal_purger']
    LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
        END IF;
    END LOOP;
END $$;

GRANT USAGE, CREATE ON SCHEMA public TO originseal_owner;
ALTER TABLE register_info OWNER TO originseal_owner;
ALTER TABLE seals OWNER TO originseal_owner;
ALTER TABLE content OWNER TO originseal_owner;
ALTER TABLE records OWNER TO originseal_owner;
ALTER TABLE documents OWNER TO originseal_owner;
ALTER TABLE prepared OWNER TO originseal_owner;
ALTER TABLE copies OWNER TO originseal_owner;
ALTER TABLE imports OWNER TO originseal_owner;
ALTER TABLE import_shapes OWNER TO originseal_owner;
ALTER TABLE log OWNER TO originseal_owner;
ALTER TABLE heartbeat OWNER TO originseal_owner;
-- It runs with its owner's rights and changes prepared rows: those of the tables' owner, not of who made the tables.
ALTER FUNCTION register_content_forget() OWNER TO originseal_owner;

-- From nothing upwards: what an earlier version granted is taken back.
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA public
    FROM PUBLIC, originseal_publisher, originseal_reader, originseal_purger;
REVOKE ALL ON FUNCTION register_content_forget() FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO originseal_publisher, originseal_reader, originseal_purger;
GRANT SELECT ON register_info, seals, content, records, documents, prepared, copies, imports, import_shapes, log, heartbeat
    TO originseal_publisher, originseal_reader, originseal_purger;

GRANT INSERT ON seals, content, records, documents, prepared, copies, imports, import_shapes TO originseal_publisher;
GRANT UPDATE (position) ON log TO originseal_publisher, originseal_purger;
GRANT UPDATE (at) ON heartbeat TO originseal_publisher;

GRANT INSERT ON records TO originseal_purger;
GRANT DELETE ON content, copies TO originseal_purger;

-- The purger's one kind of record is the expunge record (event 5).
CREATE OR REPLACE FUNCTION register_purger_expunges() RETURNS trigger LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.event <> 5
        AND pg_has_role(current_user, 'originseal_purger', 'MEMBER')
        AND NOT pg_has_role(current_user, 'originseal_publisher', 'MEMBER')
    THEN
        RAISE EXCEPTION 'the purger appends expunge records only' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
ALTER FUNCTION register_purger_expunges() OWNER TO originseal_owner;
CREATE OR REPLACE TRIGGER records_purger BEFORE INSERT ON records
    FOR EACH ROW EXECUTE FUNCTION register_purger_expunges();

COMMIT;
