-- Roles of one server: whoever signs in to PostgreSQL, and the groups they are in. Apply as superuser before the tables
-- are made; repeating it changes nothing. What the groups may do: roles.sql (the register), office-roles.sql (the office).
--
--   originseal_migrate     `issuance migrate`: becomes the tables' owner as soon as it signs in; no program runs as it
--   originseal_office      the office's pages and jobs: its own tables, and the register to read
--   originseal_publish     the jobs that issue and resume: they alone write the register
--   originseal_purge       the retention job: deletes content whose expunge record it has appended
--   originseal_reference   the public reference service: reads the register, nothing else
--
-- Passwords are set for originseal_migrate, originseal_publish and originseal_purge alone (pg_hba.conf): the others are
-- who the system says they are.

BEGIN;

DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['originseal_owner', 'originseal_publisher', 'originseal_reader', 'originseal_purger',
                                  'originseal_clerk']
    LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
        END IF;
    END LOOP;
    FOREACH wanted IN ARRAY ARRAY['originseal_migrate', 'originseal_office', 'originseal_publish', 'originseal_purge',
                                  'originseal_reference']
    LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            EXECUTE format('CREATE ROLE %I LOGIN', wanted);
        END IF;
        EXECUTE format('ALTER ROLE %I NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS', wanted);
    END LOOP;
END $$;

GRANT originseal_owner TO originseal_migrate;
-- What it makes belongs to the group, so that the next one who migrates may change it.
ALTER ROLE originseal_migrate SET role = originseal_owner;

GRANT originseal_clerk, originseal_reader TO originseal_office;
GRANT originseal_publisher TO originseal_publish;
GRANT originseal_purger TO originseal_purge;
GRANT originseal_reader TO originseal_reference;
ALTER ROLE originseal_reference SET default_transaction_read_only = on;
ALTER ROLE originseal_reference SET statement_timeout = '5s';
-- Two processes of four threads, each with a connection, and those of a restart beside them.
ALTER ROLE originseal_reference CONNECTION LIMIT 40;

COMMIT;
