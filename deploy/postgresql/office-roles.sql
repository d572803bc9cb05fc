-- What the office may do in its own database. Apply as superuser in that database after the tables were made (`issuance
-- migrate`), and again after each update; repeating it changes nothing. The roles themselves: logins.sql.
--
-- The office reads and writes rows. It changes no table, and the audit trail only grows for it: not even its values can
-- be altered by who holds the office's password, but for being purged or sealed anew.

BEGIN;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO originseal_owner;
GRANT USAGE ON SCHEMA public TO originseal_clerk;

DO $$
DECLARE
    found record;
BEGIN
    FOR found IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('ALTER TABLE public.%I OWNER TO originseal_owner', found.tablename);
        -- From nothing upwards: what an earlier version granted is taken back.
        EXECUTE format('REVOKE ALL ON public.%I FROM PUBLIC, originseal_clerk', found.tablename);
        IF found.tablename = 'alembic_version' THEN
            EXECUTE 'GRANT SELECT ON public.alembic_version TO originseal_clerk';
        ELSIF found.tablename = 'audit_entry' THEN
            EXECUTE 'GRANT SELECT, INSERT, UPDATE ("values") ON public.audit_entry TO originseal_clerk';
        ELSE
            EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON public.%I TO originseal_clerk', found.tablename);
        END IF;
    END LOOP;
    FOR found IN SELECT p.oid::regprocedure AS name FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO originseal_owner', found.name);
    END LOOP;
END $$;

GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO originseal_clerk;

COMMIT;
