-- The roles of Préau, and its database. To be run once by an administrator of PostgreSQL:
--
--   psql --set=owner_password=… --set=app_password=… --file=scripts/roles.sql postgres
--
-- preau_owner owns the tables and migrates them (OWNER_DATABASE_URL). preau_app is the role of
-- the web and worker processes (DATABASE_URL): it owns nothing, and takes one of the three
-- audiences' roles for the length of a transaction. None can bypass row-level security.
\set ON_ERROR_STOP on

CREATE ROLE preau_owner LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE
  PASSWORD :'owner_password';
CREATE ROLE preau_app LOGIN NOINHERIT NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE
  PASSWORD :'app_password';
CREATE ROLE preau_family NOLOGIN NOINHERIT NOSUPERUSER NOBYPASSRLS;
CREATE ROLE preau_office NOLOGIN NOINHERIT NOSUPERUSER NOBYPASSRLS;
CREATE ROLE preau_jobs NOLOGIN NOINHERIT NOSUPERUSER NOBYPASSRLS;
GRANT preau_family, preau_office, preau_jobs TO preau_app;

CREATE DATABASE preau OWNER preau_owner ENCODING 'UTF8' TEMPLATE template0;
REVOKE CONNECT ON DATABASE preau FROM PUBLIC;
GRANT CONNECT ON DATABASE preau TO preau_app;
\connect preau
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO preau_owner;
