-- One database and one user for each service: none can read another's.
CREATE USER activities PASSWORD 'activities';
CREATE DATABASE activities OWNER activities TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C';
REVOKE CONNECT ON DATABASE activities FROM PUBLIC;
CREATE USER reporting PASSWORD 'reporting';
CREATE DATABASE reporting OWNER reporting TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C';
REVOKE CONNECT ON DATABASE reporting FROM PUBLIC;
