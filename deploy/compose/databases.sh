# Makes one database and one user for each service: none can read another's. Read by the entrypoint of PostgreSQL when it makes an
# empty server.
for service in activities volunteers debtcounselling support reporting keys; do
  psql -v ON_ERROR_STOP=1 --no-psqlrc --username postgres --dbname postgres \
    -v name="$service" -v password="$(cat "/run/secrets/$service.password")" <<'SQL'
CREATE USER :"name" PASSWORD :'password';
CREATE DATABASE :"name" OWNER :"name" TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C';
REVOKE CONNECT ON DATABASE :"name" FROM PUBLIC;
SQL
done
